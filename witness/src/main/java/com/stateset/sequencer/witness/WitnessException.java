package com.stateset.sequencer.witness;

import org.jspecify.annotations.Nullable;

/**
 * A witness has not cosigned. The message says why, as half a sentence about the witness, which goes into the status as it is. A
 * contradiction is told apart, since no waiting helps and somebody has to look.
 */
final class WitnessException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean contradiction;

    private WitnessException(String message, boolean contradiction, @Nullable Throwable cause) {
        super(message, cause);
        this.contradiction = contradiction;
    }

    /** It may cosign later: it is away, busy, or not yet configured for the log. */
    static WitnessException unavailable(String message, @Nullable Throwable cause) {
        return new WitnessException(message, false, cause);
    }

    /** It has cosigned another history than this one. */
    static WitnessException contradiction(String message) {
        return new WitnessException(message, true, null);
    }

    /** Whether the witness has seen another history: no matter of waiting. */
    boolean isContradiction() {
        return contradiction;
    }
}
