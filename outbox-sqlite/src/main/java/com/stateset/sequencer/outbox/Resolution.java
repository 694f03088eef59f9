package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.sync.EventAuthor;
import com.stateset.sequencer.sync.LocalEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deals with a rejected event, its command, and what was blocked behind it; within a transaction. */
final class Resolution {

    private final EventTable table;
    private final ReplicaTable replica;
    private final EventAuthor author;
    private final Blocking blocking;

    Resolution(EventTable table, ReplicaTable replica, EventAuthor author) {
        this.table = table;
        this.replica = replica;
        this.author = author;
        this.blocking = new Blocking(table);
    }

    /** Everything goes out again as it is. */
    List<LocalEvent> retry(UUID eventId) throws SQLException {
        List<Row> unit = rejectedUnit(eventId);
        for (Row row : unit) {
            table.free(row);
            table.setState(row, RowState.BLOCKED);
        }
        for (Row row : blocking.released()) {
            table.free(row);
        }
        return current(ids(unit));
    }

    /** The events are made anew on top of the replica; what follows them, too, as far as it has to be. */
    List<LocalEvent> rebase(UUID eventId) throws SQLException {
        List<Row> unit = rejectedUnit(eventId);
        for (Row row : unit) {
            requireNothingInFlight(row);
        }
        List<UUID> replacements = new ArrayList<>();
        for (Row row : unit) {
            replacements.add(replace(row, row.event().baseVersion(), RowState.BLOCKED));
        }
        Map<EntityRef, Long> versions = new HashMap<>();
        for (Row row : blocking.released()) {
            Long base = row.event().baseVersion() == null ? null : nextVersion(versions, row);
            release(row, base);
        }
        return current(replacements);
    }

    /** The events are given up; what follows them no longer counts them. */
    List<LocalEvent> discard(UUID eventId) throws SQLException {
        Row row = require(eventId);
        List<Row> unit = blocking.unitOf(row);
        for (Row one : unit) {
            if (one.isInFlight()) {
                throw new IllegalStateException(
                        "event " + one.event().eventId() + " has been sent, and its outcome is not known yet");
            }
        }
        if (!row.state().isOpen()) {
            throw new IllegalStateException("event " + eventId + " is not waiting any more");
        }
        for (Row one : unit) {
            table.setState(one, RowState.DISCARDED);
        }
        for (Row one : unit) {
            uncount(one);
        }
        for (Row freed : blocking.released()) {
            release(freed, freed.event().baseVersion());
        }
        return current(ids(unit));
    }

    /** A later event that was built on the discarded one is built on the one before it now. */
    private void uncount(Row discarded) throws SQLException {
        Long base = discarded.event().baseVersion();
        table.session()
                .update(
                        """
                        update sequencer_outbox_events set base_version = base_version - 1
                        where entity_type = ? and entity_id = ? and place > ? and state <= 3 and state in (0, 1)
                            and unanswered = 0 and base_version > ?
                        """,
                        discarded.entity().type(),
                        discarded.entity().id(),
                        discarded.place(),
                        base == null ? 0 : base);
    }

    private void release(Row row, @Nullable Long baseVersion) throws SQLException {
        if (row.wasAnswered()) {
            replace(row, baseVersion, RowState.PENDING);
            return;
        }
        if (baseVersion != null) {
            table.setBaseVersion(row, baseVersion);
        }
        table.free(row);
    }

    /** Puts a new event in a row's place; returns its id. */
    private UUID replace(Row row, @Nullable Long baseVersion, RowState state) throws SQLException {
        UUID id = UUID.randomUUID();
        Event event = author.rewrite(row.event(), id, baseVersion);
        table.setReplaced(row, id);
        try (RowBatch batch = table.batch()) {
            batch.add(table.reserve(1) + 1, row.place(), event, state);
            batch.insert();
        }
        return id;
    }

    /** Counts on from the first event of its entity that is released. */
    private long nextVersion(Map<EntityRef, Long> versions, Row row) throws SQLException {
        EntityRef entity = row.entity();
        Long known = versions.get(entity);
        long version = known != null ? known : replica.version(entity) + table.ownOnTop(entity, row.place());
        versions.put(entity, version + 1);
        return version;
    }

    private void requireNothingInFlight(Row row) throws SQLException {
        for (Row follower : table.pendingAfter(row.entity(), row.place())) {
            if (follower.isInFlight()) {
                throw new IllegalStateException("event " + follower.event().eventId() + " of " + row.entity()
                        + " has been sent, and its outcome is not known yet");
            }
        }
    }

    private List<Row> rejectedUnit(UUID eventId) throws SQLException {
        Row row = require(eventId);
        if (row.state() != RowState.REJECTED) {
            throw new IllegalStateException("event " + eventId + " was not rejected, or has been dealt with");
        }
        return blocking.unitOf(row);
    }

    private Row require(UUID eventId) throws SQLException {
        return table.find(eventId)
                .orElseThrow(() -> new IllegalStateException("event " + eventId + " is not in this outbox"));
    }

    private List<LocalEvent> current(List<UUID> ids) throws SQLException {
        List<LocalEvent> events = new ArrayList<>();
        for (UUID id : ids) {
            events.add(require(id).toLocalEvent());
        }
        return events;
    }

    private static List<UUID> ids(List<Row> rows) {
        return rows.stream().map(row -> row.event().eventId()).toList();
    }
}
