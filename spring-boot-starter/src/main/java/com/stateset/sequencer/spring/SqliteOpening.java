package com.stateset.sequencer.spring;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Opens a store on SQLite. Loaded only where {@code sequencer-store-sqlite} is. */
final class SqliteOpening {

    static final String SCHEME = "sqlite:";

    private SqliteOpening() {}

    /** Opens {@code sqlite:path}, whose folder is made if it is missing, or {@code sqlite::memory:}. */
    static EventStore open(String url) {
        String place = url.substring(SCHEME.length());
        if (place.equals(":memory:")) {
            return SqliteEventStore.inMemory();
        }
        Path file = Path.of(place).toAbsolutePath();
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of " + file + " cannot be made", e);
        }
        return SqliteEventStore.open(file);
    }
}
