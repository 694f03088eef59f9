package com.stateset.sequencer.cli;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server's database in a file. */
final class ServerFile extends ServerDatabase {

    private final Path directory;

    ServerFile(Path directory) {
        this.directory = directory;
    }

    @Override
    Map<String, String> place() {
        return Map.of("DATA_DIR", directory.toString());
    }

    @Override
    public EventStore open() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SqliteEventStore.open(file());
    }

    @Override
    public ServerDatabase copy(Path target) {
        try {
            Files.createDirectory(target);
            Files.copy(file(), target.resolve("events.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServerFile(target);
    }

    @Override
    String jdbcUrl() {
        return "jdbc:sqlite:" + file();
    }

    @Override
    String dialect(String sql) {
        return sql.replace("{new event}", "event_id = randomblob(16), entity_id = 'new'")
                .replace("{nothing}", "x''")
                .replaceAll("\\{(\\w+)}", "$1");
    }

    @Override
    public void close() {}

    private Path file() {
        return directory.resolve("events.db");
    }
}
