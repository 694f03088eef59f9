package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached just now. What was being appended may or may not have been stored; sending it again is safe. */
public final class StoreUnavailableException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
