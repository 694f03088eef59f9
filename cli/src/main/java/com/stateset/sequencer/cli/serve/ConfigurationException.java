package com.stateset.sequencer.cli.serve;

import java.io.Serial;

/** A command cannot run as it is configured. The message is one sentence for the person who configured it. */
public final class ConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public ConfigurationException(String message) {
        super(message);
    }
}
