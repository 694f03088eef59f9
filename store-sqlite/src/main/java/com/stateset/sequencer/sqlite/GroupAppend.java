package com.stateset.sequencer.sqlite;

import static java.util.stream.Collectors.groupingBy;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.sqlite.StreamRecord.FailedLookupException;
import com.stateset.sequencer.sqlite.StreamTable.StreamRow;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** One append of a group, within a write transaction: read the facts, let the plan decide, write what it says. */
final class GroupAppend {

    private final WriteSession session;
    private final List<AppendBatch> group;
    private final long now;
    private final Map<StreamId, StreamRecord> records = new HashMap<>();
    private final Map<StreamId, Place> places = new HashMap<>();

    /**
     * Prepares an append.
     *
     * @param now the moment, in microseconds since 1970
     */
    GroupAppend(WriteSession session, List<AppendBatch> group, long now) {
        this.session = session;
        this.group = group;
        this.now = now;
    }

    List<AppendResult> run() throws SQLException {
        readFacts();
        AppendPlan plan = plan();
        moveHeads(plan.advances());
        insert(plan.events());
        return plan.results(movedAt());
    }

    private void readFacts() throws SQLException {
        Map<UUID, SqliteTenantKeys> tenants = new HashMap<>();
        for (var batches :
                group.stream().collect(groupingBy(AppendBatch::stream)).entrySet()) {
            StreamId stream = batches.getKey();
            SqliteTenantKeys keys = tenants.computeIfAbsent(
                    stream.tenantId(), tenant -> new SqliteTenantKeys(tenant, session.agentKeys()));
            StreamRow row = session.streams().find(stream);
            records.put(stream, StreamRecord.of(row, session.lookup(), eventIds(batches.getValue()), keys, now));
        }
    }

    private static List<UUID> eventIds(List<AppendBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.events().stream())
                .map(candidate -> candidate.event().eventId())
                .toList();
    }

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

    private void moveHeads(List<HeadAdvance> moves) throws SQLException {
        for (HeadAdvance move : moves) {
            places.put(move.stream(), moveHead(move, record(move.stream())));
        }
    }

    private Place moveHead(HeadAdvance move, StreamRecord record) throws SQLException {
        StreamRow row = record.row();
        long sequencedAt = record.sequencedAtMicros();
        if (row == null) {
            return new Place(session.streams().create(move.stream(), move.next(), sequencedAt), sequencedAt);
        }
        session.streams().moveHead(row.key(), move.next(), sequencedAt);
        return new Place(row.key(), sequencedAt);
    }

    private void insert(List<PlannedEvent> rows) throws SQLException {
        for (PlannedEvent row : rows) {
            Place place = Objects.requireNonNull(places.get(row.event().stream()));
            session.insert().add(place.streamKey(), row, place.sequencedAt());
        }
        if (!rows.isEmpty()) {
            session.insert().execute();
        }
    }

    private Map<StreamId, Instant> movedAt() {
        Map<StreamId, Instant> movedAt = new HashMap<>();
        places.forEach((stream, place) -> movedAt.put(stream, BinaryForm.instant(place.sequencedAt())));
        return movedAt;
    }

    /** Where and when a stream's new events go: as objects, which every row of the stream is bound with. */
    private record Place(Long streamKey, Long sequencedAt) {}
}
