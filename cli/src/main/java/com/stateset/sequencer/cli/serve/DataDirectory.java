package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.server.StartException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read, from the moment they exist. */
final class DataDirectory {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private DataDirectory() {}

    /** Makes the directory, for its owner only, if there is none. */
    static void create(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, permissions("rwx------"));
            }
        } catch (IOException e) {
            throw new StartException("The data directory " + directory + " cannot be made.", e);
        }
    }

    /** What a file must be created with so that only its owner can read it. */
    static FileAttribute<?>[] ownerOnly() {
        return permissions("rw-------");
    }

    /** Whether others than its owner may do something with the file. */
    static boolean isOpenToOthers(Path file) throws IOException {
        return POSIX
                && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .endsWith("------");
    }

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
