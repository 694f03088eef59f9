package com.stateset.sequencer.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories and files that only their owner can use: of the modes 0700 and 0600, from the moment they exist. Where there are no such
 * modes, as on Windows, they are as the system makes them, and none counts as open. Symbolic links are followed.
 */
public final class OwnerOnly {

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnerOnly() {}

    /** Makes a directory if there is none. Those above it that are missing are as the system makes them. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory, attributes(DIRECTORY));
    }

    /**
     * Makes a file of one text and a line break. Both are on the disk when this returns.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static void createFile(Path file, String text) throws IOException {
        try (FileChannel channel = openNew(file)) {
            channel.write(StandardCharsets.UTF_8.encode(text + "\n"));
            channel.force(true);
        }
    }

    /**
     * Makes an empty file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, attributes(FILE));
    }

    /** Opens a file to read and write it, and makes it if there is none. One that is there keeps its mode. */
    public static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                attributes(FILE));
    }

    /**
     * Makes a file to be written to.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(FILE));
    }

    /** Whether others than its owner may do something with it. One that has just gone away is open to nobody. */
    public static boolean isOpenToOthers(Path path) throws IOException {
        try {
            return POSIX && !DIRECTORY.containsAll(Files.getPosixFilePermissions(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Closes a directory or a file to others. */
    public static void close(Path path) throws IOException {
        Files.setPosixFilePermissions(path, Files.isDirectory(path) ? DIRECTORY : FILE);
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)} : new FileAttribute<?>[0];
    }
}
