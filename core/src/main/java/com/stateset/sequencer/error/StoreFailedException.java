package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/** The store refused an operation for a reason that trying again will not mend. Nothing of it was stored. */
public final class StoreFailedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public StoreFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
