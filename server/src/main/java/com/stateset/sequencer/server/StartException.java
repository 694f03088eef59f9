package com.stateset.sequencer.server;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The server could not start although its configuration is sound. The message is one sentence. */
public final class StartException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says why, in one sentence. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
