package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/**
 * The caller stopped waiting before the outcome was known: the events may have been stored, or may yet be. Sending the same
 * events again is safe and tells.
 */
public final class OutcomeUnknownException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
