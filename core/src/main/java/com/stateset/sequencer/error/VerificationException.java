package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/** A proof, receipt or commitment does not prove what it should. The message says why. */
public final class VerificationException extends SequencerException {

    private static final long serialVersionUID = 1L;

    /** Reports what does not hold. */
    public VerificationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Reports what does not hold. */
    public VerificationException(String message) {
        this(message, null);
    }
}
