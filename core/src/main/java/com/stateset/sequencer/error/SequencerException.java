package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/** The root of everything the library throws, bad arguments apart. */
public abstract class SequencerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SequencerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
