package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Deals with a rejected event, its command, and what was blocked behind it. Thread-safe.
 *
 * <p><b>What can race.</b> A relay may be sending. So a settlement claims the stream as a relay does, and waits for its turn: nothing
 * is in flight meanwhile. All of it is one transaction. It looks into the log first: should that hold the event after all, it is
 * pending again, so that a relay finds out, and nothing is settled. Not so if the log has said that an id of the unit is another
 * event's: what it holds under that id is not this event, and a command with such an event never gets in.
 *
 * <p><b>An id stays.</b> The log keeps nothing of an event that it rejected, so that its id is free for the corrected one. What the
 * application has stored of it stays right, and of an event and its correction only one can ever be sequenced.
 *
 * <p><b>Versions.</b> What is rebased, and what follows it, demands the versions that the entity has in the log and gets by the events
 * before it. Followers of a discarded event no longer count it. No hash covers a base version, so that signatures hold.
 */
final class RowSettlement {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final long NO_PLACE = -1;

    /** What is done with a stuck event's unit. */
    @FunctionalInterface
    private interface Way {

        void settle(RowTable table, List<WaitingRow> unit) throws SQLException;
    }

    private final DataSource database;
    private final EventStream log;

    RowSettlement(DataSource database, EventStream log) {
        this.database = database;
        this.log = log;
    }

    void retry(UUID eventId) {
        settle(eventId, false, (table, unit) -> {
            sendAgain(table, unit);
            free(table);
        });
    }

    void rebase(UUID eventId) {
        settle(eventId, false, (table, unit) -> {
            sendAgain(table, unit);
            freeOnTop(table, NO_PLACE);
        });
    }

    void rebase(NewEvent corrected) {
        settle(corrected.eventId(), false, (table, unit) -> {
            WaitingRow row = find(unit, corrected.eventId());
            EntityRef entity = new EntityRef(corrected.entityType(), corrected.entityId());
            if (!row.entity().equals(entity)) {
                throw new IllegalArgumentException(
                        "event " + row.eventId() + " is of " + row.entity() + ", not of " + entity);
            }
            table.rewrite(row, corrected);
            sendAgain(table, unit);
            freeOnTop(table, row.place());
        });
    }

    void discard(UUID eventId) {
        settle(eventId, true, (table, unit) -> {
            // The last one first: a row's followers are found by the version that it demands itself, before that is
            // counted down.
            for (int i = unit.size() - 1; i >= 0; i--) {
                table.discard(unit.get(i));
            }
            free(table);
        });
    }

    private static void sendAgain(RowTable table, List<WaitingRow> unit) throws SQLException {
        for (WaitingRow row : unit) {
            table.setState(row.place(), RowState.BLOCKED);
        }
    }

    private static void free(RowTable table) throws SQLException {
        for (StuckRow row : StuckRow.released(table.stuck())) {
            table.setState(row.place(), RowState.PENDING);
        }
    }

    /**
     * Frees what can be, each on top of what is before it: all count, also those that demand no version.
     *
     * @param corrected the place of the row whose demand is its author's, and stays if the row is the first of its entity
     */
    private void freeOnTop(RowTable table, long corrected) throws SQLException {
        Map<EntityRef, Long> versions = new HashMap<>();
        for (StuckRow row : StuckRow.released(table.stuck())) {
            Long base = row.baseVersion();
            Long counted = versions.get(row.entity());
            long version;
            if (counted != null) {
                version = counted;
            } else {
                version = base != null && row.place() == corrected ? base : version(row.entity());
            }
            if (base != null) {
                table.setBaseVersion(row.place(), version);
            }
            versions.put(row.entity(), version + 1);
            table.setState(row.place(), RowState.PENDING);
        }
    }

    private long version(EntityRef entity) {
        return log.entityHistory(entity, 0, 1).version();
    }

    private void settle(UUID eventId, boolean alsoBlocked, Way way) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Pauses pauses = new Pauses(PAUSE, PAUSE);
        while (true) {
            Optional<Optional<String>> done = attempt(eventId, alsoBlocked, way);
            if (done.isPresent()) {
                done.get().ifPresent(problem -> {
                    throw new IllegalStateException(problem);
                });
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StoreUnavailableException(
                        "a relay has been at work on stream " + log.id() + " for " + PATIENCE, null);
            }
            pauses.next("the settlement of event " + eventId);
        }
    }

    /** Returns why nothing was settled, or that it was; empty if the stream could not be claimed. */
    private Optional<Optional<String>> attempt(UUID eventId, boolean alsoBlocked, Way way) {
        try (Connection connection = database.getConnection()) {
            return ClaimedWork.run(connection, log.id(), session -> {
                session.dialect().readDone(connection);
                session.dialect().beginWrite(connection);
                return settle(new RowTable(session, log.id()), eventId, alsoBlocked, way);
            });
        } catch (SQLException e) {
            throw JdbcWork.translate(e);
        }
    }

    private Optional<String> settle(RowTable table, UUID eventId, boolean alsoBlocked, Way way) throws SQLException {
        WaitingRow row = table.find(eventId)
                .orElseThrow(() -> new IllegalStateException("event " + eventId + " does not wait in the outbox"));
        if (row.state() != RowState.REJECTED && !(alsoBlocked && row.state() == RowState.BLOCKED)) {
            throw new IllegalStateException("event " + eventId + " was not rejected, or has been settled");
        }
        table.blockBehindStuck();
        List<WaitingRow> unit = table.unitOf(row);
        Optional<String> problem = unit.stream().anyMatch(WaitingRow::isOfTakenId)
                ? Optional.empty()
                : unit.stream().flatMap(each -> inTheLog(each).stream()).findFirst();
        if (problem.isPresent()) {
            sendAgain(table, unit);
            free(table);
        } else {
            way.settle(table, unit);
        }
        return problem;
    }

    private Optional<String> inTheLog(WaitingRow row) {
        return log.find(row.eventId())
                .map(found ->
                        "event " + row.eventId() + " stands in the log after all, as number " + found.sequenceNumber());
    }

    private static WaitingRow find(List<WaitingRow> unit, UUID eventId) {
        return unit.stream()
                .filter(row -> row.eventId().equals(eventId))
                .findFirst()
                .orElseThrow();
    }
}
