package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A payload on the command line: JSON, the name of a file behind an {@code @}, or {@code -} for standard input. */
final class PayloadText {

    private PayloadText() {}

    /** Returns the payload as it stands there, in UTF-8. */
    static byte[] read(String argument) {
        try {
            if (argument.equals("-")) {
                return System.in.readAllBytes();
            }
            return argument.startsWith("@")
                    ? Files.readAllBytes(Path.of(argument.substring(1)))
                    : argument.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException("the payload cannot be read: " + e.getMessage() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
