package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload.Sample;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxProfile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** Plain JDBC on an outbox's tables, set up like the outbox: each call a transaction, one insert per row in a batch. */
final class BareOutbox implements Subject {

    private static final int CACHE_KIB = 8 * 1024;
    private static final int CHECKPOINT_PAGES = 4000;
    private static final int SIGNATURE_LENGTH = 64;

    private final OutboxBenchmarkCase asked;
    private final AppendWorkload workload;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Connection connection;
    private final PreparedStatement move;
    private final PreparedStatement insert;
    private List<List<Row>> batches = List.of();
    private long position;

    /** Makes an outbox at {@code path}, so that the tables are the outbox's own. */
    BareOutbox(Path path, OutboxBenchmarkCase asked, AppendWorkload workload) throws SQLException {
        this.asked = asked;
        this.workload = workload;
        StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        SqliteOutbox.open(path, new OutboxProfile(stream, UUID.randomUUID()), null)
                .close();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setCacheSize(-CACHE_KIB);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        this.connection = config.createConnection("jdbc:sqlite:" + path);
        connection.setAutoCommit(false);
        this.move = connection.prepareStatement("update sequencer_outbox set last_position = last_position + ?");
        this.insert = connection.prepareStatement("""
                insert into sequencer_outbox_events (
                    position, place, event_id, entity_type, entity_id, event_type, created_at, agent_key_id,
                    agent_signature, payload, state, unanswered)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
                """);
    }

    /** What is inserted, made beforehand. */
    private static final class Row {

        private final Sample sample;
        private final byte @Nullable [] signature;
        private final byte[] payload;

        private Row(Sample sample, byte @Nullable [] signature) {
            this.sample = sample;
            this.signature = signature;
            this.payload = sample.payload().getBytes(StandardCharsets.UTF_8);
        }
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
        return asked.batch();
    }

    @Override
    public void prepare(int calls) {
        List<List<Row>> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(workload.next(asked.batch()).stream().map(this::row).toList());
        }
        batches = next;
    }

    @Override
    public void call(int caller, int call) throws SQLException {
        move.setLong(1, asked.batch());
        move.executeUpdate();
        for (Row row : batches.get(call)) {
            position++;
            bind(row);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Row row(Sample sample) {
        byte[] signature = null;
        if (asked.signed()) {
            signature = new byte[SIGNATURE_LENGTH];
            random.nextBytes(signature);
        }
        return new Row(sample, signature);
    }

    private void bind(Row row) throws SQLException {
        UUID id = row.sample.eventId();
        insert.setLong(1, position);
        insert.setLong(2, position);
        insert.setBytes(
                3,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
        insert.setString(4, AppendWorkload.ENTITY_TYPE);
        insert.setString(5, row.sample.entityId());
        insert.setString(6, AppendWorkload.EVENT_TYPE);
        insert.setString(7, row.sample.createdAt());
        insert.setLong(8, asked.signed() ? 1 : 0);
        insert.setBytes(9, row.signature);
        insert.setBytes(10, row.payload);
    }
}
