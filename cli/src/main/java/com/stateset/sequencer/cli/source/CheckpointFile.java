package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A signed checkpoint in a file, verbatim, as a server gives it under {@code /checkpoint}. */
public final class CheckpointFile {

    private CheckpointFile() {}

    /**
     * Reads a checkpoint; who signed it is for the reader to find out.
     *
     * @throws ConfigurationException if the file cannot be read, or holds none
     */
    public static SignedNote read(Path file) {
        try {
            return SignedNote.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "--checkpoint: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        } catch (LogVerificationException e) {
            throw new ConfigurationException("--checkpoint: " + file + " holds no checkpoint: " + e.getMessage());
        }
    }

    /** Puts a checkpoint in the place of what was there, or leaves that as it is. */
    public static void write(Path file, SignedCheckpoint checkpoint, CommandSpec spec) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(beside, checkpoint.note().toByteArray());
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }
}
