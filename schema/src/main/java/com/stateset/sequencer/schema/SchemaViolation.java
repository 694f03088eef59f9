package com.stateset.sequencer.schema;

import java.util.Objects;

/**
 * Where a payload does not fit a schema.
 *
 * @param path where in the payload, a JSON pointer; empty for the whole
 * @param message what is wrong there, a clause for a person; of the payload it holds names of members at most
 */
public record SchemaViolation(String path, String message) {

    private static final int MAX_PATH = 200;
    private static final int MAX_MESSAGE = 300;

    /** Cuts both to a bounded length. */
    public SchemaViolation {
        path = cut(Objects.requireNonNull(path, "path"), MAX_PATH);
        message = cut(Objects.requireNonNull(message, "message"), MAX_MESSAGE);
    }

    /** Returns {@code path: message}. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "the payload" : path) + ": " + message;
    }

    /** Between two characters, not within a pair of surrogates; control characters are blanked, so that it is fit for a log. */
    private static String cut(String text, int length) {
        String clean = text.codePoints()
                .limit(length)
                .map(each -> Character.isISOControl(each) || isLoneSurrogate(each) ? ' ' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "…" : clean;
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
