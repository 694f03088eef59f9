package com.stateset.sequencer.cli.serve;

import java.io.Serial;

/** The server cannot start as it is configured. The message is one sentence for the person who configured it. */
public final class ConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }
}
