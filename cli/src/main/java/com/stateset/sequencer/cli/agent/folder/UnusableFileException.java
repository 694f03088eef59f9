package com.stateset.sequencer.cli.agent.folder;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of the agent's cannot be used; the message is a sentence for the user. */
public final class UnusableFileException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UnusableFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public static UnusableFileException of(Path file, IOException cause) {
        return new UnusableFileException(
                "cannot use " + file + ": " + cause.getMessage() + " ("
                        + cause.getClass().getSimpleName() + ")",
                cause);
    }
}
