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
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.SnapshotStore;
import com.stateset.sequencer.spi.StreamHead;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private final @Nullable DatabaseFile file;
    private final Database database;
    private final ProjectionStore projections;

    private SqliteEventStore(@Nullable DatabaseFile file, Database database) {
        this.file = file;
        this.database = database;
        this.projections = new SqliteProjections(database);
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
                Readers readers = Readers.beside(file.readers());
                return new SqliteEventStore(file, new Database(writer, readers, clock));
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
            Readers readers = Readers.inTurnsWith(writer, connection);
            return new SqliteEventStore(null, new Database(writer, readers, Clock.systemUTC()));
        } catch (SQLException | RuntimeException e) {
            throw Failures.opening("a database in memory", e);
        }
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        return database.write(
                session -> new GroupAppend(session, group, database.now()).run(),
                locked -> new StreamBusyException(streams(group), locked));
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
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return database.read(handle -> StreamList.read(handle, after, limit));
    }

    @Override
    public List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return database.read(handle -> StreamList.heads(handle, after, limit));
    }

    @Override
    public AgentKeyStore agentKeys() {
        return new SqliteAgentKeys(database);
    }

    @Override
    public CommitmentStore commitments() {
        return new SqliteCommitments(database);
    }

    @Override
    public IdentityStore identity() {
        return new SqliteIdentity(database);
    }

    @Override
    public LeaseStore leases() {
        return new SqliteLeases(database);
    }

    @Override
    public ProjectionStore projections() {
        return projections;
    }

    @Override
    public SnapshotStore snapshots() {
        return new SqliteSnapshots(database);
    }

    @Override
    public void ping() {
        database.read(handle -> {
            if (file != null) {
                file.requirePresent();
            }
            return EventQueries.of(handle, PROBE);
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
        database.close();
    }

    private <T> Optional<T> ask(StreamId stream, Function<EventQueries, T> question) {
        return database.read(handle -> EventQueries.of(handle, stream).map(question));
    }

    private static Set<StreamId> streams(List<AppendBatch> group) {
        return group.stream().map(AppendBatch::stream).collect(toUnmodifiableSet());
    }
}
