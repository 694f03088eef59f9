package com.stateset.sequencer.sqlite;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Append;
import com.stateset.sequencer.spi.Appended;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.Patience.SqlAction;
import com.stateset.sequencer.sqlite.Writer.WriteLockedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event store in one SQLite file, or in memory.
 *
 * <p>What {@link #append} returned is on the disk: it survives a crash of the process and a loss of power. Readers never
 * wait for the writer. Other processes may open the same file at the same time, on a local disk, not over a network.
 */
public final class SqliteEventStore implements EventStore {

    private static final Duration WRITER_PATIENCE = Duration.ofSeconds(5);
    private static final StreamId PROBE = new StreamId(new UUID(0, 0), new UUID(0, 0));
    private static final String CLOSED = "the store is closed";

    private final @Nullable DatabaseFile file;
    private final Writer writer;
    private final Readers readers;
    private final Clock clock;
    private volatile boolean closed;

    private SqliteEventStore(@Nullable DatabaseFile file, Writer writer, Readers readers, Clock clock) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    /**
     * Opens the store in a file, and creates the file if there is none. Two more files appear beside it while it is open.
     *
     * @param path the file; its folder must exist
     * @throws com.stateset.sequencer.error.StoreFailedException if the folder does not exist or may not be written to, or the
     *     file is not an event store's, or was written by a newer version of this library
     * @throws StoreUnavailableException if another process holds the file for too long
     */
    public static SqliteEventStore open(Path path) {
        return open(path, Clock.systemUTC(), WRITER_PATIENCE);
    }

    static SqliteEventStore open(Path path, Clock clock, Duration writerPatience) {
        DatabaseFile file = DatabaseFile.at(path);
        try {
            Connection connection = file.openWriter();
            try {
                Schema.migrate(connection);
                Writer writer = Writer.to(file, connection, writerPatience);
                return new SqliteEventStore(file, writer, Readers.beside(file.readers()), clock);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw Failures.opening(file.toString(), e);
        }
    }

    /** Opens an empty store that lives in this process's memory until it is closed. */
    public static SqliteEventStore inMemory() {
        try {
            Connection connection = DatabaseFile.openInMemory();
            Schema.migrate(connection);
            Writer writer = Writer.toMemory(connection);
            return new SqliteEventStore(null, writer, Readers.inTurnsWith(writer, connection), Clock.systemUTC());
        } catch (SQLException | RuntimeException e) {
            throw Failures.opening("a database in memory", e);
        }
    }

    @Override
    public List<Appended> append(List<Append> group) {
        return guarded(() -> {
            try {
                return writer.inTransaction(session -> new GroupAppend(session, group, now()).run());
            } catch (WriteLockedException e) {
                throw new StreamBusyException(group.stream().map(Append::stream).collect(toUnmodifiableSet()), e);
            }
        });
    }

    @Override
    public long head(StreamId stream) {
        return ask(stream, EventQueries::head).orElse(0L);
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        return ask(stream, queries -> EventReader.page(queries, options))
                .orElseGet(() -> new EventPage(List.of(), 0, Optional.empty()));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return ask(stream, queries -> queries.byId(eventId)).flatMap(found -> found);
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        return ask(stream, queries -> EventReader.history(queries, entity, offset, limit))
                .orElseGet(() -> new EntityHistory(entity, 0, offset, List.of()));
    }

    @Override
    public void ping() {
        guarded(() -> {
            if (file != null) {
                file.requirePresent();
            }
            return readers.read(handle -> EventQueries.of(handle, PROBE));
        });
    }

    /** One: SQLite has one writer at a time. */
    @Override
    public int appendConcurrency() {
        return 1;
    }

    /** Waits for an append under way, then closes the file. */
    @Override
    public void close() {
        closed = true;
        readers.close();
        try {
            writer.close();
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private <T> Optional<T> ask(StreamId stream, Function<EventQueries, T> question) {
        return guarded(
                () -> readers.read(handle -> EventQueries.of(handle, stream).map(question)));
    }

    private <T> T guarded(SqlAction<T> action) {
        if (closed) {
            throw new StoreUnavailableException(CLOSED, null);
        }
        try {
            return action.run();
        } catch (SQLException | RuntimeException e) {
            throw closed ? new StoreUnavailableException(CLOSED, e) : Failures.translate(e);
        }
    }

    private long now() {
        return BinaryForm.micros(clock.instant());
    }
}
