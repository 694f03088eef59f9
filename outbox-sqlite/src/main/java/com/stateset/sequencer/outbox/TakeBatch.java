package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes the next batch from the beginning of the queue, within a write transaction.
 *
 * <p>A batch holds whole commands only, and either signed or unsigned events, since those go different
 * ways; and those of one author, where other agents' events are sent again. The first unit always finds room, or an event larger than the limits would stop the queue for good.
 * What is taken is marked as sent before it leaves: should the process die between sending and hearing, the
 * mark says that the server may have it.
 *
 * <p>Some events may be left out, being suspected of making the server fail; then everything later on their
 * entities is left out, too. Not thread-safe; for one batch.
 *
 * <p><b>Chains.</b> What stands behind an event of its entity may go with it only to a server that rejects both together. For another
 * server, a batch has one unit of each entity; the others are passed over, and the walk ends when it has passed over too many:
 * with one entity's events alone in a long queue, it would read them all for each batch.
 *
 * <p><b>Order.</b> The queue is walked by {@code place} and cut at the first unit that finds no room:
 * nothing behind it is taken instead, or a later event of an entity could overtake an earlier one.
 *
 * <p><b>What must hold.</b> Every event of the batch has its {@code unanswered} one higher than before
 * when the transaction commits, and leaves with that number: an answer, or {@link
 * SqliteJournal#putBack}, takes it back. Blocked and rejected events are not pending, so they are never
 * taken.
 */
final class TakeBatch {

    private static final int PASSED_OVER_PER_EVENT = 4;

    private final EventTable table;
    private final BatchLimits limits;
    private final Set<UUID> leftOut;
    private final Set<EntityRef> heldBack = new HashSet<>();
    private final Set<EntityRef> inBatch = new HashSet<>();
    private final List<OutboxRow> batch = new ArrayList<>();
    private final List<OutboxRow> unit = new ArrayList<>();
    private int units;
    private int passedOver;
    private long payloadBytes;

    TakeBatch(EventTable table, BatchLimits limits, Set<UUID> leftOut) {
        this.table = table;
        this.limits = limits;
        this.leftOut = leftOut;
    }

    /**
     * Takes the batch and marks it.
     *
     * @return the events in the order of sending; none if nothing is to be sent
     */
    List<LocalEvent> run() throws SQLException {
        String sql =
                "select " + OutboxRowMapper.COLUMNS + " from sequencer_outbox_events where state = 0 order by place";
        try (ResultSet queue = table.session().bound(sql).executeQuery()) {
            boolean room = true;
            while (room && queue.next()) {
                OutboxRow row = table.mapper().read(queue);
                room = continuesUnit(row) || closeUnit();
                if (room) {
                    unit.add(row);
                }
            }
            if (room) {
                closeUnit();
            }
        }
        mark();
        return batch.stream().map(TakeBatch::taken).toList();
    }

    /** Whether a row belongs to the same command as the one before it. */
    private boolean continuesUnit(OutboxRow row) {
        return !unit.isEmpty()
                && author(row).equals(author(unit.get(0)))
                && row.command() != null
                && row.command().equals(unit.get(0).command());
    }

    /** Adds a complete unit to the batch; false if there is no room for it. The first one always finds room. */
    private boolean closeUnit() {
        if (unit.isEmpty()) {
            return true;
        }
        if (isHeldBack()) {
            unit.clear();
            return true;
        }
        if (!limits.chains() && isBehindTheBatch()) {
            passedOver += unit.size();
            unit.clear();
            return passedOver < PASSED_OVER_PER_EVENT * (long) limits.events();
        }
        long bytes = unit.stream().mapToLong(TakeBatch::length).sum();
        boolean fits = units < limits.units()
                && batch.size() + unit.size() <= limits.events()
                && payloadBytes + bytes <= limits.payloadBytes()
                && isLikeTheOthers(unit.get(0));
        if (!fits && !batch.isEmpty()) {
            return false;
        }
        batch.addAll(unit);
        unit.forEach(row -> inBatch.add(row.entity()));
        unit.clear();
        units++;
        payloadBytes += bytes;
        return true;
    }

    /** What is left out holds back what comes after it on any of its entities. */
    private boolean isHeldBack() {
        boolean held = unit.stream()
                .anyMatch(row -> leftOut.contains(row.event().eventId())
                        || heldBack.contains(row.entity())
                        || (limits.ownOnly() && !isOwn(row)));
        if (held) {
            unit.forEach(row -> heldBack.add(row.entity()));
        }
        return held;
    }

    private boolean isOwn(OutboxRow row) {
        return author(row).equals(table.mapper().profile().agentId());
    }

    private static UUID author(OutboxRow row) {
        return row.event().sourceAgent();
    }

    /** A unit that waits makes all its entities wait. */
    private boolean isBehindTheBatch() {
        boolean behind = unit.stream().anyMatch(row -> inBatch.contains(row.entity()));
        if (behind) {
            unit.forEach(row -> inBatch.add(row.entity()));
        }
        return behind;
    }

    private static LocalEvent taken(OutboxRow row) {
        return new LocalEvent(row.position(), row.event(), new LocalState.Pending(row.unanswered() + 1));
    }

    /** Signed and unsigned events take different ways, and a batch is sent in one agent's name. */
    private boolean isLikeTheOthers(OutboxRow row) {
        return batch.isEmpty()
                || (isSigned(row) == isSigned(batch.get(0)) && author(row).equals(author(batch.get(0))));
    }

    /** Counts the sending before it happens. */
    private void mark() throws SQLException {
        for (OutboxRow row : batch) {
            table.session()
                    .update(
                            "update sequencer_outbox_events set unanswered = unanswered + 1 where position = ?",
                            row.position());
        }
    }

    private static boolean isSigned(OutboxRow row) {
        return row.event().authorship().vesVersion() > 0;
    }

    private static long length(OutboxRow row) {
        return row.event().contentLength();
    }
}
