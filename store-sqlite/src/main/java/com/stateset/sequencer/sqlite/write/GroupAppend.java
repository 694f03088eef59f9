package com.stateset.sequencer.sqlite.write;

import static java.util.stream.Collectors.groupingBy;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.StreamRecord.FailedLookupException;
import com.stateset.sequencer.sqlite.write.StreamTable.StreamRow;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One append of a group, within a write transaction: read the facts, let the plan decide, write what it
 * says.
 *
 * <p><b>Why it is right.</b> The transaction holds SQLite's write lock from its first statement, so the
 * facts stay true until the commit. {@link AppendPlan}, which knows no database, applies the rules of
 * the log to them: which events are replays, which are rejected, which number and version each of the
 * others gets. Nothing is decided here.
 *
 * <p><b>What must hold at the commit.</b>
 * <ul>
 *   <li>Each stream's head is the number of its last event, and has no gap below it.
 *   <li>All new events of one stream carry one {@code sequenced_at}, which is not before that of any
 *       earlier event.
 *   <li>The tree over its leaves ends at its head: both are written in one statement, and beside it the
 *       hashes that the group completed in the tree's tiles.
 *   <li>What a record of an erasure names is erased, up to that record, and its data keys are gone.
 *   <li>A stream that gets nothing new is not written to at all: its time stays as it was. Only a tree that
 *       an older version has left behind is brought up to the head in any case.
 * </ul>
 *
 * <p><b>Failures.</b> Any exception leaves through {@link #run}; the writer then rolls back, so that a
 * group is stored as a whole or not at all. An object is good for one run, on one thread.
 */
public final class GroupAppend {

    private final WriteSession session;
    private final List<AppendBatch> group;
    private final long now;
    private final Map<StreamId, StreamRecord> records = new HashMap<>();
    private final Map<StreamId, Place> places = new HashMap<>();

    /**
     * Prepares an append.
     *
     * @param session the session whose transaction this is part of
     * @param group the batches, in the order in which they are to be applied; several may be for one
     *     stream
     * @param now the moment, in microseconds since 1970
     */
    public GroupAppend(WriteSession session, List<AppendBatch> group, long now) {
        this.session = session;
        this.group = group;
        this.now = now;
    }

    /**
     * Does all of it.
     *
     * @return one result for each batch, in the order of the group; empty if a tree is still behind its
     *     stream, which has come nearer: to be committed, and the append to be run again
     * @throws SQLException if a statement fails; nothing may be committed then
     */
    public Optional<List<AppendResult>> run() throws SQLException {
        readFacts();
        if (records.values().stream().anyMatch(StreamRecord::treeIsBehind)) {
            return Optional.empty();
        }
        AppendPlan plan = plan();
        moveHeads(plan.advances());
        insert(plan.events());
        addKeys(plan.newKeys());
        erase(plan.erasures());
        return Optional.of(plan.results(movedAt()));
    }

    /**
     * Reads what is known of each stream once, however many batches are for it; keys are shared by a
     * tenant's streams.
     */
    private void readFacts() throws SQLException {
        Map<UUID, SqliteTenantKeys> tenants = new HashMap<>();
        for (var batches :
                group.stream().collect(groupingBy(AppendBatch::stream)).entrySet()) {
            StreamId stream = batches.getKey();
            SqliteTenantKeys keys = tenants.computeIfAbsent(
                    stream.tenantId(), tenant -> new SqliteTenantKeys(tenant, session.agentKeys()));
            StreamRow row = session.streams().find(stream);
            if (row != null && row.treeIsBehind()) {
                row = TreeCatchUp.page(session, stream, row);
            }
            records.put(
                    stream,
                    StreamRecord.of(
                            row, tiles(stream, row), session.lookup(), eventIds(batches.getValue()), keys, now));
        }
    }

    /** In the same transaction as the rest of the facts; a stream without events has a tree without tiles. */
    private TileSource tiles(StreamId stream, @Nullable StreamRow row) {
        return tile -> row == null ? new byte[0] : HistoryNodes.tile(session.handle(), stream, row.key(), tile);
    }

    private static List<UUID> eventIds(List<AppendBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.events().stream())
                .map(candidate -> candidate.event().eventId())
                .toList();
    }

    /**
     * Applies the rules. A look-up that the plan asks for may fail inside of it: that failure comes out
     * as it was.
     */
    private AppendPlan plan() throws SQLException {
        try {
            return AppendPlan.of(group, this::record);
        } catch (FailedLookupException e) {
            throw e.sqlException();
        }
    }

    private StreamRecord record(StreamId stream) {
        return Objects.requireNonNull(records.get(stream));
    }

    /** Moves heads before rows go in: a new stream has no key before that. */
    private void moveHeads(List<HeadAdvance> moves) throws SQLException {
        for (HeadAdvance move : moves) {
            places.put(move.stream(), moveHead(move, record(move.stream())));
        }
    }

    private Place moveHead(HeadAdvance move, StreamRecord record) throws SQLException {
        StreamRow row = record.row();
        long sequencedAt = record.sequencedAtMicros();
        if (row == null) {
            long key = session.streams().create(move.stream(), move.tree().after(), sequencedAt);
            return place(key, move, sequencedAt);
        }
        session.streams().moveHead(row.key(), move.tree().after(), sequencedAt);
        return place(row.key(), move, sequencedAt);
    }

    private Place place(long streamKey, HeadAdvance move, long sequencedAt) throws SQLException {
        session.nodes().add(streamKey, move.tree().tileHashes());
        return new Place(streamKey, sequencedAt);
    }

    /** Inserts all rows of all streams as one batch of one prepared statement. */
    private void insert(List<PlannedEvent> rows) throws SQLException {
        for (PlannedEvent row : rows) {
            Place place = place(row.event().stream());
            session.insert().add(place.streamKey(), row, place.sequencedAt());
        }
        if (!rows.isEmpty()) {
            session.insert().execute();
        }
    }

    private void addKeys(Map<StreamId, Set<DataKey>> keys) throws SQLException {
        for (var ofStream : keys.entrySet()) {
            session.dataKeys().add(place(ofStream.getKey()).streamKey(), ofStream.getValue());
        }
    }

    /** Comes last: what the same group stores before a record is erased with the rest. */
    private void erase(List<PlannedEvent> records) {
        for (PlannedEvent record : records) {
            new SqliteEntityErasure(session.handle())
                    .run(place(record.event().stream()).streamKey(), record);
        }
    }

    private Place place(StreamId stream) {
        return Objects.requireNonNull(places.get(stream));
    }

    private Map<StreamId, Instant> movedAt() {
        Map<StreamId, Instant> movedAt = new HashMap<>();
        places.forEach((stream, place) -> movedAt.put(stream, BinaryForm.instant(place.sequencedAt())));
        return movedAt;
    }

    /** Where and when a stream's new events go: as objects, which every row of the stream is bound with. */
    private record Place(Long streamKey, Long sequencedAt) {}
}
