package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.cli.files.FileNames;
import com.stateset.sequencer.cli.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A small file that only its owner may read, from the moment it exists. */
public record PrivateFile(Path path) {

    public boolean exists() {
        return Files.exists(path);
    }

    /** Returns what it holds, without the white space around; empty if there is no such file. */
    public Optional<String> read() {
        try {
            return exists() ? Optional.of(Files.readString(path).strip()) : Optional.empty();
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    /** Replaces what it holds, as a whole: whatever interrupts this, the file has the old text or the new. */
    public void write(String text) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            OwnerOnly.createFile(fresh, text);
            Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            FileNames.force(path);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }
}
