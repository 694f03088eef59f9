package com.stateset.sequencer.cli.agent;

import java.io.Serial;

/** What the user said makes no sense; the message is a sentence for the user. */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
