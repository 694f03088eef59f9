package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/**
 * The sequencer has broken down: something that should never happen, such as a class that cannot be loaded or a lack of memory,
 * ended one of its threads, and is the cause. It takes nothing more and must be built anew. Nothing of the call was stored.
 */
public final class SequencerFailedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public SequencerFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
