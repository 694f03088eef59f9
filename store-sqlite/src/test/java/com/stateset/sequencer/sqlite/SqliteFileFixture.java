package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A place is a file in a folder of its own. Public, so that another JVM can make one. */
public final class SqliteFileFixture implements StoreFixture {

    public SqliteFileFixture() {}

    @Override
    public String create() {
        try {
            return Files.createTempDirectory("sqlite-store")
                    .resolve("events.db")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EventStore open(String place) {
        return SqliteEventStore.open(Path.of(place));
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
