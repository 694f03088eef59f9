package com.stateset.sequencer.postgres;

import com.stateset.sequencer.anchor.AnchorHost;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.device.DeviceHost;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.encryption.EncryptionKeyHost;
import com.stateset.sequencer.encryption.EncryptionKeyStore;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.PoolState;
import com.stateset.sequencer.observe.PooledStore;
import com.stateset.sequencer.postgres.append.AppendSessions;
import com.stateset.sequencer.postgres.append.Appender;
import com.stateset.sequencer.postgres.commit.CommitmentAnchors;
import com.stateset.sequencer.postgres.commit.CommitmentChain;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.PostgresTimeouts;
import com.stateset.sequencer.postgres.connection.PostgresUrl;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.postgres.heads.PgHeadListener;
import com.stateset.sequencer.postgres.heads.PgHeadNotifier;
import com.stateset.sequencer.postgres.history.StreamHistories;
import com.stateset.sequencer.postgres.keys.AgentKeyRegistry;
import com.stateset.sequencer.postgres.keys.KeySnapshots;
import com.stateset.sequencer.postgres.projection.PostgresProjectionDatabase;
import com.stateset.sequencer.postgres.projection.PostgresProjectionDialect;
import com.stateset.sequencer.postgres.read.EventReader;
import com.stateset.sequencer.postgres.replica.ReplicaReads;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.postgres.tables.ApiKeyTable;
import com.stateset.sequencer.postgres.tables.DataKeyTable;
import com.stateset.sequencer.postgres.tables.DeviceTable;
import com.stateset.sequencer.postgres.tables.EncryptionKeyTable;
import com.stateset.sequencer.postgres.tables.Leases;
import com.stateset.sequencer.postgres.tables.PayloadSchemaTable;
import com.stateset.sequencer.postgres.tables.PayloadTable;
import com.stateset.sequencer.postgres.tables.SnapshotTable;
import com.stateset.sequencer.postgres.tables.StoredIdentity;
import com.stateset.sequencer.projection.jdbi.JdbiProjectionStore;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
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
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The event store on PostgreSQL 15 and later, in the schema {@code sequencer} of a database. Thread-safe; any number of stores
 * in any number of processes may share a database.
 *
 * <p>What {@code append} returned is durable: {@code synchronous_commit} is on, whatever the data source says. Connections for
 * appends keep session settings of their own; through a pooler that pools transactions, each append brings its settings with it.
 *
 * <p><b>Who owns which state.</b> The database owns all that must hold. What a process remembers only spares it round trips, and
 * is refuted by the statement that relies on it when it is wrong:
 *
 * <pre>
 *   Appender ───────► AppendSessions: connections kept for appends, a prepared write each
 *       │             StreamKeys, KeySnapshots, the streams' caches: guesses, checked by the fence of each append
 *       ▼
 *   PgHeadNotifier ── tells other processes, after the commit; may be lost, so they look as well
 *
 *   Database ───────► a connection for the length of a call: reading, and everything rare that writes
 *       ├── read, replica      pages of events; from a replica only what the primary would have answered
 *       ├── history, commit    trees, the log of heads, commitments
 *       └── tables             keys, identity, leases, snapshots, schemas: nothing is remembered of them
 * </pre>
 *
 * <p><b>Closing</b> goes from the outside in: calls are refused first, then the notifier's and the appends' connections are given
 * back, the pool last. What is under way finishes, or fails as closed. A pool that was given by the application stays open.
 */
public final class PostgresEventStore
        implements EventStore,
                ProjectionHost,
                PooledStore,
                AnchorHost,
                DeviceHost,
                EncryptionKeyHost,
                PayloadSchemaHost {

    private final AutoCloseable ownedPool;
    private final PoolWatch pool;
    private final @Nullable DataSource listeners;
    private final PgHeadNotifier notifier;
    private final Database database;
    private final AppendSessions sessions;
    private final Appender appender;
    private final EventReader reader;
    private final @Nullable ReplicaReads replica;
    private final AgentKeyStore agentKeys;
    private final ApiKeyStore apiKeys;
    private final DeviceStore devices;
    private final EncryptionKeyStore encryptionKeys;
    private final CommitmentStore commitments;
    private final AnchorStore anchors;
    private final HistoryStore history;
    private final IdentityStore identity;
    private final LeaseStore leases;
    private final ProjectionStore projections;
    private final PayloadTable payloads;
    private final PayloadSchemaStore payloadSchemas;
    private final DataKeyStore dataKeys;
    private final SnapshotStore snapshots;
    private final int appendConcurrency;
    private final int schemaVersion;

    PostgresEventStore(
            DataSource dataSource,
            @Nullable DataSource listeners,
            AutoCloseable ownedPool,
            PostgresTimeouts timeouts,
            int appendConcurrency,
            boolean pooled,
            int schemaVersion,
            @Nullable HikariDataSource replica,
            PoolWatch pool) {
        TimedConnections connections = new TimedConnections(dataSource, timeouts.network());
        StreamKeys keys = new StreamKeys();
        KeySnapshots snapshots = new KeySnapshots();
        this.ownedPool = ownedPool;
        this.pool = pool;
        this.listeners = listeners;
        this.notifier = new PgHeadNotifier(connections);
        this.appendConcurrency = appendConcurrency;
        this.schemaVersion = schemaVersion;
        this.sessions = new AppendSessions(
                connections, timeouts.lock(), timeouts.idleInTransaction(), appendConcurrency, pooled);
        this.appender = new Appender(sessions, keys, snapshots, timeouts.retry());
        this.database = new Database(connections, timeouts);
        this.reader = EventReader.of(database);
        this.replica = replica == null ? null : new ReplicaReads(database, reader, replica, timeouts);
        this.agentKeys = new AgentKeyRegistry(database, snapshots);
        this.apiKeys = new ApiKeyTable(database);
        this.devices = new DeviceTable(database);
        this.encryptionKeys = new EncryptionKeyTable(database);
        this.commitments = new CommitmentChain(database);
        this.anchors = new CommitmentAnchors(database);
        this.history = new StreamHistories(database);
        this.identity = new StoredIdentity(database);
        this.leases = new Leases(database);
        this.projections =
                new JdbiProjectionStore(new PostgresProjectionDatabase(database, new PostgresProjectionDialect()));
        this.payloads = new PayloadTable(database);
        this.payloadSchemas = new PayloadSchemaTable(database);
        this.dataKeys = new DataKeyTable(database);
        this.snapshots = new SnapshotTable(database);
    }

    /**
     * Opens a database, bringing its schema up to date.
     *
     * @param url {@code postgres://user:password@host:port/database?options} or a {@code jdbc:postgresql:} URL
     * @throws IllegalArgumentException if the URL is neither
     * @throws StoreUnavailableException if the database cannot be reached
     */
    public static PostgresEventStore connect(String url) {
        return builder(url).open();
    }

    /**
     * Opens the database behind a data source, bringing its schema up to date. Closing the store does not close the data
     * source.
     *
     * <p><b>How many connections.</b> From the first append on, the store keeps one until it is closed; all other calls borrow one
     * each for as long as they last, and the first append to a stream is such a call, too. So a pool must have two at least beside
     * those that the application takes at the same time: it is tried here whether it gives two at once. A thread of the application
     * that holds a connection while it appends counts as one that takes. Each thread of a projection takes one more while it works.
     * {@link PostgresEventStoreBuilder#appendConnections} lets the store keep more. None is kept to listen to other processes: their events are found by looking, every 100 milliseconds at most, where
     * a store with a pool of its own is told at once.
     *
     * @throws StoreUnavailableException if the database cannot be reached
     * @throws com.stateset.sequencer.error.StoreFailedException if the data source does not give two connections at once, or the
     *     database refuses for a reason that trying again will not mend
     */
    public static PostgresEventStore over(DataSource dataSource) {
        return builder(dataSource).open();
    }

    /** Starts the configuration of a store with a connection pool of its own. */
    public static PostgresEventStoreBuilder builder(String url) {
        return new PostgresEventStoreBuilder(PostgresUrl.parse(url));
    }

    /** Starts the configuration of a store on connections of the application's. */
    public static PostgresEventStoreBuilder builder(DataSource dataSource) {
        return new PostgresEventStoreBuilder(dataSource);
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        database.requireOpen();
        List<AppendResult> results;
        try {
            results = appender.append(group);
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof SQLException refused) {
                database.writeFailed(refused);
            }
            throw e;
        }
        notifier.appended(group, results);
        return results;
    }

    @Override
    public long head(StreamId stream) {
        return reader.head(stream);
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        return replica == null
                ? reader.page(stream, options)
                : replica.read(stream, (from, upTo) -> from.page(stream, options, upTo));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return reader.find(stream, eventId);
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        return replica == null
                ? reader.history(stream, entity, offset, limit)
                : replica.read(stream, (from, upTo) -> from.history(stream, entity, offset, limit, upTo));
    }

    /**
     * Returns what became of the read replica when it was last asked: {@code in_use}, or in a word why all reads go to the primary for now,
     * such as {@code behind} or {@code unreachable}; empty if the store has none.
     *
     * @throws StoreUnavailableException if the primary cannot be reached
     */
    public Optional<String> readReplica() {
        return Optional.ofNullable(replica).map(reads -> reads.state().word());
    }

    @Override
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return reader.contradiction(stream, from, to);
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return reader.streams(after, limit);
    }

    @Override
    public List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return reader.heads(after, limit);
    }

    /**
     * Keeps a connection beside the store's own pool until it is closed. Tells nothing over a data source of the application's,
     * whose connections are not to be kept for this.
     */
    @Override
    public HeadWatch watchHeads(HeadListener listener) {
        return listeners == null ? HeadWatch.NONE : PgHeadListener.start(listeners, listener);
    }

    @Override
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return payloads.replace(stream, replacements, newKeys);
    }

    @Override
    public DataKeyStore dataKeys() {
        return dataKeys;
    }

    @Override
    public AgentKeyStore agentKeys() {
        return agentKeys;
    }

    @Override
    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    @Override
    public EncryptionKeyStore encryptionKeys() {
        return encryptionKeys;
    }

    @Override
    public DeviceStore devices() {
        return devices;
    }

    @Override
    public CommitmentStore commitments() {
        return commitments;
    }

    @Override
    public HistoryStore history() {
        return history;
    }

    @Override
    public IdentityStore identity() {
        return identity;
    }

    @Override
    public LeaseStore leases() {
        return leases;
    }

    @Override
    public AnchorStore anchors() {
        return anchors;
    }

    @Override
    public PayloadSchemaStore payloadSchemas() {
        return payloadSchemas;
    }

    @Override
    public Optional<PoolState> pool() {
        return pool.state();
    }

    @Override
    public ProjectionStore projections() {
        return projections;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public void ping() {
        database.ping(schemaVersion);
    }

    /** One stream is one line, and one connection fills it; more help streams that share nothing. */
    @Override
    public int appendConcurrency() {
        return appendConcurrency;
    }

    @Override
    public void close() {
        database.close();
        notifier.close();
        sessions.close();
        try {
            if (replica != null) {
                replica.close();
            }
            ownedPool.close();
        } catch (Exception e) {
            throw new StoreUnavailableException("the connection pool could not be closed", e);
        }
    }
}
