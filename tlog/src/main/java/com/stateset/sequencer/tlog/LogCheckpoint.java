package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The statement that a log has so many entries with that root (C2SP {@code tlog-checkpoint}), as a text of three lines:
 *
 * <pre>
 *   ves.sequencer/b688d600-9e03-49f6-920f-c19347143a8e/f403e515…cf84        origin
 *   300                                                                     size
 *   ndw92hYph+Egrd/ZFsQDMR02cFUjb6L+D8dw+ifdlNk=                            root, base64
 * </pre>
 *
 * <p>Immutable.
 *
 * @param origin which log
 * @param head its size and root
 */
public record LogCheckpoint(String origin, TreeHead head) {

    /**
     * Checks the origin.
     *
     * @throws IllegalArgumentException if it is empty, or has white space or a {@code +} in it
     */
    public LogCheckpoint {
        LogText.requireName(origin);
        Objects.requireNonNull(head, "head");
    }

    /** Returns the text that is signed. */
    public String text() {
        return origin + "\n" + head.size() + "\n" + LogText.base64(head.root()) + "\n";
    }

    /**
     * Reads the text of a note whose signature has been verified. Further lines are ignored.
     *
     * @throws LogVerificationException if the text is not a checkpoint, or one of another log
     */
    static LogCheckpoint parse(String text, String origin) {
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() < 3 || lines.contains("")) {
            throw malformed("a checkpoint has three lines at least, and none is empty");
        }
        if (!lines.get(0).equals(origin)) {
            throw new LogVerificationException(
                    Reason.ANOTHER_ORIGIN, "the checkpoint is one of " + lines.get(0) + ", not of " + origin);
        }
        OptionalLong size = LogText.decimal(lines.get(1));
        Hash root = LogText.decodeHash(lines.get(2));
        if (size.isEmpty() || root == null) {
            throw malformed("not the size and the base64 of the root of a tree: " + lines.get(1) + ", " + lines.get(2));
        }
        return new LogCheckpoint(origin, new TreeHead(size.getAsLong(), root));
    }

    private static LogVerificationException malformed(String message) {
        return new LogVerificationException(Reason.MALFORMED_CHECKPOINT, message);
    }
}
