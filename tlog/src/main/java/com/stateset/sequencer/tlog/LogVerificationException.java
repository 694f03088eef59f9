package com.stateset.sequencer.tlog;

import java.util.Locale;

/**
 * Something that came from elsewhere, a checkpoint, a proof, a tile, does not hold. The message says which value is wrong, in
 * one sentence; it quotes no more than a line of what was read.
 */
public final class LogVerificationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds of refusal, in the order in which a proof and the checkpoint in it are looked at. */
    public enum Reason {
        /** A tlog-proof is not of the form {@code c2sp.org/tlog-proof@v1}. */
        MALFORMED_PROOF,
        /** Not a signed note: its text, its empty line or its signature lines. */
        MALFORMED_NOTE,
        /** A line of a known key does not verify. */
        BAD_SIGNATURE,
        /** No line of a known key. */
        NO_KNOWN_SIGNATURE,
        /** Signed, but not a checkpoint: origin, size or root. */
        MALFORMED_CHECKPOINT,
        /** A checkpoint, but of another log. */
        ANOTHER_ORIGIN,
        /** The entry is not shown to stand at that index under that root. */
        NOT_INCLUDED,
        /** The later tree is not shown to extend the earlier. */
        NOT_CONSISTENT,
        /** A tile, a bundle, an entry or a right edge does not have the length or form it must have. */
        MALFORMED_TILE;

        /** Returns the reason in words, as in {@code bad signature}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Reason reason;

    LogVerificationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the kind of refusal. */
    public Reason reason() {
        return reason;
    }
}
