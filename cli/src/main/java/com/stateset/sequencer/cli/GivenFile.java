package com.stateset.sequencer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A file that the command line names. */
final class GivenFile {

    private GivenFile() {}

    /**
     * Reads it whole.
     *
     * @throws ParameterException if it cannot be read
     */
    static byte[] read(CommandSpec spec, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + ")",
                    e);
        }
    }
}
