package com.stateset.sequencer.cli.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small file that only its owner may read, from the moment it exists; and the directory around it. */
record PrivateFile(Path path) {

    static final boolean POSIX =
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

    /** Replaces what it holds, as a whole: whatever interrupts this, the file has the old text or the new. */
    void write(String text) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
                channel.write(StandardCharsets.UTF_8.encode(text + "\n"));
                channel.force(true);
            }
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

    /** What a file that only its owner may read is made with. */
    static FileAttribute<?>[] ownerOnly() {
        return permissions("rw-------");
    }

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
