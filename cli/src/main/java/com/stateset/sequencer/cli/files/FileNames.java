package com.stateset.sequencer.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The names of files, which the disk keeps apart from what is in them: a file that was forced can still lose its new name. */
public final class FileNames {

    private FileNames() {}

    /** A file's name is on the disk when this returns; where directories cannot be opened, as on Windows, that is up to the system. */
    public static void force(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent(), "parent");
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
