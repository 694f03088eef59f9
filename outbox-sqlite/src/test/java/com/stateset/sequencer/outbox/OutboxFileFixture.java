package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.tck.outbox.OutboxFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place is a file in a folder of its own. Public, so that another JVM can make one. */
public final class OutboxFileFixture implements OutboxFixture {

    public OutboxFileFixture() {}

    @Override
    public String create() {
        try {
            return Files.createTempDirectory("sqlite-outbox")
                    .resolve("outbox.db")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Outbox open(String place, OutboxProfile profile, @Nullable AgentSigner signer) {
        return SqliteOutbox.open(Path.of(place), profile, signer);
    }

    @Override
    public void delete(String place) {
        Path folder = Path.of(place).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : Stream.concat(files, Stream.of(folder)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
