package com.stateset.sequencer.protocol.json;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A JSON text is not the object it should be. The message is {@code path: problem}. */
public final class InvalidMessageException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    /**
     * Says what is wrong where.
     *
     * @param path {@code $} for the whole text, else like {@code $.events[0].payload}
     * @param problem a short clause that does not repeat the path
     */
    public InvalidMessageException(String path, String problem) {
        super(path + ": " + problem);
        this.path = path;
        this.problem = problem;
    }

    /** Says what is wrong with a member of the object that is being made; {@link ProtocolJson} knows where that stands. */
    public static InvalidMessageException ofMember(String name, String problem) {
        return new InvalidMessageException("$." + name, problem);
    }

    /**
     * Refuses a member with text for people that is too long, or holds U+0000, which PostgreSQL cannot store.
     *
     * @param value null for none
     * @param maxCodePoints the most Unicode code points that it has
     */
    public static void requireNote(String name, @Nullable String value, int maxCodePoints) {
        if (value != null && value.codePointCount(0, value.length()) > maxCodePoints) {
            throw ofMember(name, "is longer than " + maxCodePoints + " characters");
        }
        if (value != null && value.indexOf(0) >= 0) {
            throw ofMember(name, "holds the character U+0000");
        }
    }

    /** Returns the same problem of an object that stands at {@code base}. */
    InvalidMessageException within(String base) {
        return new InvalidMessageException(base + path.substring(1), problem);
    }

    /** Returns where the problem is. */
    public String path() {
        return path;
    }

    /** Returns what is wrong there, without the path. */
    public String problem() {
        return problem;
    }
}
