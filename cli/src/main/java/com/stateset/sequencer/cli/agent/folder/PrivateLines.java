package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.cli.files.FileNames;
import com.stateset.sequencer.cli.files.OwnerOnly;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Lines on their way into a file that only its owner may read: the file is there, whole and on the disk, once {@link #commit} returns. No
 * file is ever replaced: if there is one of the name, the new one gets a number.
 */
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
        Path fresh = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
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

    /** Returns the file, which has a number in its name if there was one already. */
    public Path commit() {
        try {
            writer.flush();
            channel.force(true);
            Path free = takeName();
            Files.move(fresh, free, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            FileNames.force(free);
            return free;
        } catch (IOException e) {
            throw UnusableFileException.of(path, e);
        }
    }

    /** Takes a name that no other process can take meanwhile, by an empty file. */
    private Path takeName() throws IOException {
        Path name = path;
        for (int number = 2; ; number++) {
            try {
                OwnerOnly.createFile(name);
                return name;
            } catch (FileAlreadyExistsException e) {
                name = numbered(number);
            }
        }
    }

    private Path numbered(int number) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot < 0 ? name.length() : dot;
        return path.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
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
