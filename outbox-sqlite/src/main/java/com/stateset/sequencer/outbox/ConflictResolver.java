package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.outbox.ScopeTable.KnownVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.author.EventAuthor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deals with a rejected event, its command, and what was blocked behind it; within a write transaction.
 *
 * <table>
 *   <caption>The ways out</caption>
 *   <tr><td>{@code retry}</td><td>the same event goes out again, in its old place, with what waited behind it</td></tr>
 *   <tr><td>{@code rebase}</td><td>a new event with the same contents takes its place, written on top of what was pulled
 *       since</td></tr>
 *   <tr><td>{@code discard}</td><td>it is given up; later events of its entity no longer count it</td></tr>
 * </table>
 *
 * <p>An id that the server has seen is never used for other contents: events that were ever answered, and
 * now demand another version, are replaced by new ones with new ids. The exception is a follower that is
 * encrypted end to end: it cannot be made anew here, was not stored as it was rejected, and says the same
 * to all that is hashed and signed. An event that has been sent and not
 * answered is not touched by any of this, since it may stand in the log already. Not thread-safe; for one
 * call.
 *
 * <p><b>What can race.</b> The agent may be sending at the same time. All of a resolution is one write
 * transaction: what is in flight is seen in it, and makes {@code discard} refuse with an {@link
 * IllegalStateException} if it is an own event; nothing is in flight behind a rejected event. What is taken for sending later sees the resolution done.
 *
 * <p><b>What must hold.</b> A replacement stands in its predecessor's {@code place}, so that the order
 * within each entity stays. What was blocked behind the event is freed only if nothing else holds it
 * back: {@link EntityBlocker#released} decides, for all entities at once.
 *
 * <p><b>Versions.</b> An event that demands a version is built on what the replica holds and on the own
 * events before it. Those of followers that were never answered are corrected in their rows; those that
 * were answered are made anew, since the server knows their ids, unless they are encrypted end to end.
 */
final class ConflictResolver {

    private final EventTable table;
    private final ReplicaTable replica;
    private final EventAuthor author;
    private final EntityBlocker blocking;

    ConflictResolver(EventTable table, ReplicaTable replica, EventAuthor author) {
        this.table = table;
        this.replica = replica;
        this.author = author;
        this.blocking = new EntityBlocker(table);
    }

    /**
     * Everything goes out again as it is.
     *
     * @return the events of the unit as they are then
     * @throws IllegalStateException if the event is not here, or was not rejected, or has been dealt
     *     with
     */
    List<LocalEvent> retry(UUID eventId) throws SQLException {
        List<OutboxRow> unit = rejectedUnit(eventId);
        for (OutboxRow row : unit) {
            table.free(row);
            table.setState(row, OutboxRowState.BLOCKED);
        }
        for (OutboxRow row : blocking.released()) {
            table.free(row);
        }
        return current(ids(unit));
    }

    /**
     * The events are made anew on top of the replica; what follows them, too, as far as it has to be.
     *
     * @return the new events, in the order of those that they replace
     * @throws IllegalStateException if the event is not here, or was not rejected
     */
    List<LocalEvent> rebase(UUID eventId) throws SQLException {
        List<OutboxRow> unit = rejectedUnit(eventId);
        List<UUID> replacements = new ArrayList<>();
        for (OutboxRow row : unit) {
            replacements.add(replace(row, row.event().baseVersion(), OutboxRowState.BLOCKED));
        }
        return releasedOnTop(replacements);
    }

    /**
     * The event is made anew with another payload, on top of the replica.
     *
     * @param entityVersion the version of its entity in the replica that the payload was made for
     * @return the new event
     * @throws IllegalStateException as {@link #rebase(UUID)}, or if it is not alone in its command, or the replica has another version
     */
    List<LocalEvent> rebase(UUID eventId, CanonicalJson payload, long entityVersion) throws SQLException {
        List<OutboxRow> unit = rejectedUnit(eventId);
        OutboxRow row = unit.get(0);
        if (unit.size() > 1) {
            throw new IllegalStateException("event " + eventId + " belongs to a command of several events");
        }
        if (replica.version(row.entity()) != entityVersion) {
            throw new IllegalStateException("entity " + row.entity() + " has moved on meanwhile; look at it once more");
        }
        requireOwn(row);
        Event merged =
                author.rewrite(row.event(), UUID.randomUUID(), row.event().baseVersion(), payload);
        return releasedOnTop(List.of(replace(row, merged, OutboxRowState.BLOCKED)));
    }

    /** What follows the replacements is built on them, and they on the replica. */
    private List<LocalEvent> releasedOnTop(List<UUID> replacements) throws SQLException {
        Map<EntityRef, Long> versions = new HashMap<>();
        KnownVersions known = new ScopeTable(table.session()).knownVersions();
        for (OutboxRow row : blocking.released()) {
            Long base = row.event().baseVersion() == null ? null : nextVersion(known, versions, row);
            release(row, base);
        }
        return current(replacements);
    }

    /**
     * The events are given up; what follows them no longer counts them.
     *
     * @return the events of the unit as they are then
     * @throws IllegalStateException if the event is not here, or is not waiting any more, or is being
     *     sent
     */
    List<LocalEvent> discard(UUID eventId) throws SQLException {
        OutboxRow row = require(eventId);
        List<OutboxRow> unit = blocking.unitOf(row);
        for (OutboxRow one : unit) {
            // Another agent's was accepted once: whether it is there again does not change what it is here.
            if (one.isInFlight() && one.isOwn()) {
                throw new IllegalStateException(
                        "event " + one.event().eventId() + " has been sent, and its outcome is not known yet");
            }
        }
        if (!row.state().isOpen()) {
            throw new IllegalStateException("event " + eventId + " is not waiting any more");
        }
        for (OutboxRow one : unit) {
            table.setState(one, OutboxRowState.DISCARDED);
        }
        for (OutboxRow one : unit) {
            uncount(one);
        }
        for (OutboxRow freed : blocking.released()) {
            release(freed, freed.event().baseVersion());
        }
        return current(ids(unit));
    }

    /** A later own event that was built on the discarded one is built on the one before it now. */
    private void uncount(OutboxRow discarded) throws SQLException {
        Long base = discarded.event().baseVersion();
        table.session()
                .update(
                        """
                        update sequencer_outbox_events set base_version = base_version - 1
                        where entity_type = ? and entity_id = ? and place > ? and state <= 3 and state in (0, 1)
                            and author is null and unanswered = 0 and base_version > ?
                        """,
                        discarded.entity().type(),
                        discarded.entity().id(),
                        discarded.place(),
                        base == null ? 0 : base);
    }

    /**
     * Lets a follower go out: as it is if the server has never answered it, else as a new event in its
     * place. Another agent's goes out as it was accepted once: its author alone says what it is built on.
     * One encrypted end to end is bound to its id, and goes out again under it, as by a retry: no hash
     * covers the version that it demands.
     */
    private void release(OutboxRow row, @Nullable Long baseVersion) throws SQLException {
        boolean isBoundToId = row.event().payloadHashes().isEncrypted();
        if (row.wasAnswered() && row.isOwn() && !isBoundToId) {
            replace(row, baseVersion, OutboxRowState.PENDING);
            return;
        }
        if (baseVersion != null && row.isOwn()) {
            table.setBaseVersion(row, baseVersion);
        }
        table.free(row);
    }

    /** Puts a new event in a row's place; returns its id. */
    private UUID replace(OutboxRow row, @Nullable Long baseVersion, OutboxRowState state) throws SQLException {
        requireOwn(row);
        return replace(row, author.rewrite(row.event(), UUID.randomUUID(), baseVersion), state);
    }

    private UUID replace(OutboxRow row, Event by, OutboxRowState state) throws SQLException {
        table.setReplaced(row, by.eventId());
        try (OutboxRowBatch batch = table.batch()) {
            batch.add(table.reserve(1) + 1, row.place(), by, state);
            batch.insert();
        }
        return by.eventId();
    }

    private static void requireOwn(OutboxRow row) {
        if (!row.isOwn()) {
            throw new IllegalStateException("event " + row.event().eventId() + " is one of agent "
                    + row.event().sourceAgent()
                    + ", which alone can write it anew; here it can be sent again or given up");
        }
    }

    /** Counts on from the first event of its entity that is released. */
    private long nextVersion(KnownVersions known, Map<EntityRef, Long> versions, OutboxRow row) throws SQLException {
        EntityRef entity = row.entity();
        Optional<String> unknown = known.whyUnknown(entity);
        if (unknown.isPresent()) {
            throw new IllegalStateException(unknown.get());
        }
        Long counted = versions.get(entity);
        long version = counted != null ? counted : replica.version(entity) + table.ownOnTop(entity, row.place());
        versions.put(entity, version + 1);
        return version;
    }

    private List<OutboxRow> rejectedUnit(UUID eventId) throws SQLException {
        OutboxRow row = require(eventId);
        if (row.state() != OutboxRowState.REJECTED) {
            throw new IllegalStateException("event " + eventId + " was not rejected, or has been dealt with");
        }
        return blocking.unitOf(row);
    }

    private OutboxRow require(UUID eventId) throws SQLException {
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

    private static List<UUID> ids(List<OutboxRow> rows) {
        return rows.stream().map(row -> row.event().eventId()).toList();
    }
}
