package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload.Sample;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/** Plain JDBC on SQLite, set up like the store: one connection, each call a transaction, one insert per row in a batch. */
final class BareSqlite implements Subject {

    private static final int CACHE_KIB = 16 * 1024;
    private static final int CHECKPOINT_PAGES = 4000;
    private static final long STREAM = 1;

    private final Load load;
    private final AppendWorkload workload;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Connection connection;
    private final PreparedStatement readHead;
    private final PreparedStatement moveHead;
    private final PreparedStatement insert;
    private List<List<BareRow>> batches = List.of();

    /** Makes a store's file at {@code path}, so that the tables are the store's own. */
    BareSqlite(Path path, Load load, AppendWorkload workload) throws SQLException {
        this.load = load;
        this.workload = workload;
        SqliteEventStore.open(path).close();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setCacheSize(-CACHE_KIB);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        this.connection = config.createConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into stream_heads (stream_id, head, last_sequenced_at) values (1, 0, 0)");
        }
        connection.setAutoCommit(false);
        this.readHead = connection.prepareStatement("select head from stream_heads where stream_id = ?");
        this.moveHead = connection.prepareStatement(
                "update stream_heads set head = head + ?, last_sequenced_at = ? where stream_id = ?");
        this.insert = connection.prepareStatement("""
                insert into events (
                    stream_id, sequence_number, sequenced_at, event_id, source_agent, entity_type, entity_id,
                    entity_version, event_type, created_at, payload_hash, payload_plain_hash, leaf_hash, payload,
                    sequencer_key_version, ves_version, agent_key_id, payload_kind, payload_state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
                """);
    }

    @Override
    public String name() {
        return "bare insert, 1 connection";
    }

    @Override
    public int callers() {
        return 1;
    }

    @Override
    public int eventsPerCall() {
        return load.batch();
    }

    @Override
    public void prepare(int calls) {
        List<List<BareRow>> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(BareRow.batch(workload.next(load.batch()), random));
        }
        batches = next;
    }

    @Override
    public void call(int caller, int call) throws SQLException {
        long now = System.currentTimeMillis() * 1000;
        moveHead.setLong(1, load.batch());
        moveHead.setLong(2, now);
        moveHead.setLong(3, STREAM);
        moveHead.executeUpdate();
        long base = head() - load.batch();
        for (BareRow row : batches.get(call)) {
            bind(row, base, now);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private long head() throws SQLException {
        readHead.setLong(1, STREAM);
        try (ResultSet row = readHead.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void bind(BareRow row, long base, long now) throws SQLException {
        Sample sample = row.sample();
        insert.setLong(1, STREAM);
        insert.setLong(2, base + row.offset());
        insert.setLong(3, now);
        insert.setBytes(4, bytes(sample.eventId()));
        insert.setBytes(5, bytes(NewEvent.ANONYMOUS_AGENT));
        insert.setString(6, AppendWorkload.ENTITY_TYPE);
        insert.setString(7, sample.entityId());
        insert.setLong(8, sample.entityVersion());
        insert.setString(9, AppendWorkload.EVENT_TYPE);
        insert.setString(10, sample.createdAt());
        insert.setBytes(11, row.payloadHash().toByteArray());
        insert.setBytes(12, row.plainHash().toByteArray());
        insert.setBytes(13, row.leafHash().toByteArray());
        insert.setBytes(14, sample.payload().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
