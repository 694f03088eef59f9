package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The file with a monitor's memory. It is replaced as a whole, durably, so that a crash leaves the old or the new one.
 *
 * <p>A file that cannot be read is an error and not a first contact: a monitor that quietly began anew would believe whatever it is
 * shown next, which is what one who damages the file would want. Two monitors must not share one.
 */
final class StateFile {

    private final Path file;

    StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Reads the file; empty if there is none.
     *
     * @throws IllegalArgumentException if it is not a monitor's
     */
    Optional<MonitorState> read() {
        try {
            return Files.exists(file)
                    ? Optional.of(ProtocolJson.read(Files.readAllBytes(file), MonitorState.class))
                    : Optional.empty();
        } catch (InvalidMessageException e) {
            throw new IllegalArgumentException(file + " is not the state of a monitor: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the state file " + file + " cannot be read", e);
        }
    }

    void write(MonitorState state) {
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(ProtocolJson.writeIndented(state));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the state file " + file + " cannot be written", e);
        }
    }
}
