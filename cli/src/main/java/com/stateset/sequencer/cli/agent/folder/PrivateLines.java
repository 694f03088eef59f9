package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.cli.files.OwnerOnly;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Lines on their way into a file that only its owner may read: the file is there, whole and on the disk, once {@link #commit} returns. */
public final class PrivateLines implements AutoCloseable {

    private final Path path;
    private final Path fresh;
    private final FileChannel channel;
    private final BufferedWriter writer;

    private PrivateLines(Path path, Path fresh, FileChannel channel) {
        this.path = path;
        this.fresh = fresh;
        this.channel = channel;
        this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    public static PrivateLines to(Path path) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            return new PrivateLines(path, fresh, OwnerOnly.openNew(fresh));
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    public void add(String line) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    public void commit() {
        try {
            writer.flush();
            channel.force(true);
            Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }
}
