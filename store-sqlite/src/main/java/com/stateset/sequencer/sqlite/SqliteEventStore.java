package com.stateset.sequencer.sqlite;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.stateset.sequencer.anchor.AnchorHost;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.device.DeviceHost;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.encryption.EncryptionKeyHost;
import com.stateset.sequencer.encryption.EncryptionKeyStore;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.jdbi.JdbiProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.spi.schema.PayloadSchemaHost;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.sqlite.commit.SqliteAnchors;
import com.stateset.sequencer.sqlite.commit.SqliteCommitments;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.connection.PooledReaders;
import com.stateset.sequencer.sqlite.connection.Readers;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.history.SqliteHistory;
import com.stateset.sequencer.sqlite.projection.SqliteProjections;
import com.stateset.sequencer.sqlite.read.SqliteEventQueries;
import com.stateset.sequencer.sqlite.read.SqliteEventReader;
import com.stateset.sequencer.sqlite.read.StrayEvents;
import com.stateset.sequencer.sqlite.read.StreamList;
import com.stateset.sequencer.sqlite.support.Lazy;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteWriter;
import com.stateset.sequencer.sqlite.support.SqliteWriter.Opener;
import com.stateset.sequencer.sqlite.tables.SqliteAgentKeys;
import com.stateset.sequencer.sqlite.tables.SqliteApiKeys;
import com.stateset.sequencer.sqlite.tables.SqliteDataKeys;
import com.stateset.sequencer.sqlite.tables.SqliteDevices;
import com.stateset.sequencer.sqlite.tables.SqliteEncryptionKeys;
import com.stateset.sequencer.sqlite.tables.SqliteIdentity;
import com.stateset.sequencer.sqlite.tables.SqliteLeases;
import com.stateset.sequencer.sqlite.tables.SqlitePayloadSchemas;
import com.stateset.sequencer.sqlite.tables.SqlitePayloads;
import com.stateset.sequencer.sqlite.tables.SqliteSnapshots;
import com.stateset.sequencer.sqlite.write.GroupAppend;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.nio.file.Files;
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
 * An event store in one SQLite file, or in memory. Thread-safe.
 *
 * <p><b>Durability.</b> What {@link #append} returned is on the disk: it survives a crash of the process
 * and a loss of power. The file is a write-ahead one with {@code synchronous = full}; on macOS the disk's
 * own cache is flushed, too. A store in memory is gone when it is closed.
 *
 * <p><b>Files.</b> Two more files appear beside it while it is open, the log and its index, and belong to
 * it: to copy a store that is open, use SQLite's own backup, or copy after the last process has closed it.
 * The file must stand on a local disk, since SQLite's locks do not work over a network.
 *
 * <p><b>Concurrency.</b> Readers never wait for the writer, nor the writer for them. Appends of all threads
 * go through one connection, one transaction at a time, so it pays to append in groups; {@link
 * #appendConcurrency} says one. Other processes may open the same file at the same time: nothing about a
 * stream or a key is remembered between two transactions.
 *
 * <p><b>Versions.</b> Opening brings an older version's file up to date, as a whole or not at all, and
 * refuses a newer one's, and another program's database, without changing it.
 *
 * <p><b>Closing</b> refuses later calls, waits for those under way within limits, and leaves no file open.
 * It may be called again.
 *
 * <p><b>Who owns which state.</b> The file owns all of it. This object is the sum of its parts, and remembers nothing itself:
 * {@link SqliteDatabase} owns the connections and the writer's lock; each part named below has its tables, and is thread-safe by
 * having no state.
 *
 * <pre>
 *   write        one append: a group under the write lock, read, planned and stored in one transaction
 *   read         pages, entities, single events; up to the head that was there when the call began
 *   history      the trees over the streams and the log of heads
 *   commit       commitments, their tiles and anchors
 *   tables       keys, identity, leases, snapshots, data keys, devices, schemas: a table or two each
 *   projection   projections that are kept in the same file
 * </pre>
 */
public final class SqliteEventStore
        implements EventStore, ProjectionHost, AnchorHost, DeviceHost, EncryptionKeyHost, PayloadSchemaHost {

    private static final Duration WRITER_TIMEOUT = Duration.ofSeconds(5);
    private static final StreamId PROBE = new StreamId(new UUID(0, 0), new UUID(0, 0));

    private final SqliteDatabase database;
    private final Lazy<ProjectionStore> projections;

    private SqliteEventStore(SqliteDatabase database) {
        this.database = database;
        this.projections = new Lazy<>(() -> new JdbiProjectionStore(new SqliteProjections(database)));
    }

    /**
     * Opens the store in a file, and creates the file if there is none. Two more files appear beside it
     * while it is open.
     *
     * @param path the file; its folder must exist
     * @throws StoreFailedException if the folder does not exist or may not be
     *     written to, or the file is not an event store's, or was written by a newer version of this
     *     library
     * @throws StoreUnavailableException if another process holds the file for too long
     */
    public static SqliteEventStore open(Path path) {
        return open(path, Clock.systemUTC(), WRITER_TIMEOUT);
    }

    /**
     * As {@link #open}, but neither makes a file nor changes a schema, which another process is to have done.
     *
     * @throws StoreFailedException likewise, or if there is no file, or its schema is an older one
     */
    public static SqliteEventStore openMigrated(Path path) {
        if (!Files.exists(path)) {
            throw new StoreFailedException("there is no file " + path.toAbsolutePath() + "; migrate it first", null);
        }
        return open(
                path,
                Clock.systemUTC(),
                WRITER_TIMEOUT,
                WriteSession::on,
                connection -> EventSchema.SCHEMA.requireCurrent(connection, path.toAbsolutePath()));
    }

    static SqliteEventStore open(Path path, Clock clock, Duration writerTimeout) {
        return open(path, clock, writerTimeout, WriteSession::on);
    }

    /** Opens with sessions that a test may limit. */
    static SqliteEventStore open(Path path, Clock clock, Duration writerTimeout, Opener<WriteSession> opener) {
        return open(path, clock, writerTimeout, opener, EventSchema.SCHEMA::migrate);
    }

    private static SqliteEventStore open(
            Path path, Clock clock, Duration writerTimeout, Opener<WriteSession> opener, SchemaStep schema) {
        SqliteFile file = SqliteFile.at(path, EventSchema.SCHEMA);
        try {
            Connection connection = file.openWriter();
            try {
                schema.take(connection);
                SqliteWriter<WriteSession> writer = SqliteWriter.to(file, connection, opener, writerTimeout);
                Readers readers = new PooledReaders(file.readers(writer.place()));
                return new SqliteEventStore(new SqliteDatabase(writer, readers, clock));
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw EventSchema.FAILURES.opening(file.toString(), e);
        }
    }

    /** Opens an empty store that lives in this process's memory until it is closed. */
    public static SqliteEventStore inMemory() {
        return inMemory(Clock.systemUTC());
    }

    /** The same, with a clock that says when events are sequenced and leases end: for tests. */
    public static SqliteEventStore inMemory(Clock clock) {
        try {
            Connection connection = SqliteFile.openInMemory();
            EventSchema.SCHEMA.migrate(connection);
            SqliteWriter<WriteSession> writer = SqliteWriter.toMemory(connection, WriteSession::on);
            Readers readers = Readers.inTurnsWith(writer, connection);
            return new SqliteEventStore(new SqliteDatabase(writer, readers, clock));
        } catch (SQLException | RuntimeException e) {
            throw EventSchema.FAILURES.opening("a database in memory", e);
        }
    }

    /** One transaction; more only if a tree lags far behind its stream, which was written by an older version. */
    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        Optional<List<AppendResult>> results;
        do {
            results = database.write(
                    session -> new GroupAppend(session, group, database.now()).run(),
                    locked -> new StreamBusyException(streams(group), locked));
        } while (results.isEmpty());
        return results.get();
    }

    @Override
    public long head(StreamId stream) {
        return ask(stream, SqliteEventQueries::head).orElse(0L);
    }

    /** A stream that was never written has no row, and reads as one without events. */
    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        return ask(stream, queries -> SqliteEventReader.page(queries, options))
                .orElseGet(() -> new EventPage(List.of(), 0, Optional.empty()));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return ask(stream, queries -> queries.byId(eventId)).flatMap(found -> found);
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        return ask(stream, queries -> SqliteEventReader.history(queries, entity, offset, limit))
                .orElseGet(() -> new EntityHistory(entity, 0, offset, List.of()));
    }

    /** Two looks, the cheaper of which is the second: strays are ranges of the primary key, tags are compared row by row. */
    @Override
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return database.read(
                handle -> StrayEvents.untagged(handle, stream, from, to).or(() -> StrayEvents.first(handle, stream)));
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
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return new SqlitePayloads(database).replace(stream, replacements, newKeys);
    }

    @Override
    public DataKeyStore dataKeys() {
        return new SqliteDataKeys(database);
    }

    @Override
    public AgentKeyStore agentKeys() {
        return new SqliteAgentKeys(database);
    }

    @Override
    public ApiKeyStore apiKeys() {
        return new SqliteApiKeys(database);
    }

    @Override
    public EncryptionKeyStore encryptionKeys() {
        return new SqliteEncryptionKeys(database);
    }

    @Override
    public DeviceStore devices() {
        return new SqliteDevices(database);
    }

    @Override
    public CommitmentStore commitments() {
        return new SqliteCommitments(database);
    }

    @Override
    public AnchorStore anchors() {
        return new SqliteAnchors(database);
    }

    @Override
    public PayloadSchemaStore payloadSchemas() {
        return new SqlitePayloadSchemas(database);
    }

    @Override
    public HistoryStore history() {
        return new SqliteHistory(database);
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
        return projections.get();
    }

    @Override
    public SnapshotStore snapshots() {
        return new SqliteSnapshots(database);
    }

    @Override
    public void ping() {
        database.requireWritable();
        boolean ignored = database.read(handle -> {
            EventSchema.SCHEMA.requireCurrent(handle.getConnection(), "the event file");
            return SqliteEventQueries.of(handle, PROBE).isPresent();
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

    private <T> Optional<T> ask(StreamId stream, Function<SqliteEventQueries, T> question) {
        return database.read(handle -> SqliteEventQueries.of(handle, stream).map(question));
    }

    private static Set<StreamId> streams(List<AppendBatch> group) {
        return group.stream().map(AppendBatch::stream).collect(toUnmodifiableSet());
    }

    /** What is done with the schema of a file that is opened. */
    @FunctionalInterface
    private interface SchemaStep {
        void take(Connection connection) throws SQLException;
    }
}
