package com.stateset.sequencer.cli.agent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A small file that only its owner may read, from the moment it exists; and the directory around it. */
record PrivateFile(Path path) {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Makes the directory, for its owner only, if there is none. */
    static void createDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, permissions("rwx------"));
            }
        } catch (IOException e) {
            throw UnusableFileException.of(directory, e);
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Returns what it holds, without the white space around; empty if there is no such file. */
    Optional<String> read() {
        try {
            return exists() ? Optional.of(Files.readString(path).strip()) : Optional.empty();
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    /** Replaces what it holds, as a whole. */
    void write(String text) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, permissions("rw-------"));
            Files.writeString(fresh, text + "\n");
            Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
