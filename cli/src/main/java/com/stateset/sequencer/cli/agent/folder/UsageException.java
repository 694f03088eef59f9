package com.stateset.sequencer.cli.agent.folder;

import java.io.Serial;

/** What the user said makes no sense; the message is a sentence for the user. */
public final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
