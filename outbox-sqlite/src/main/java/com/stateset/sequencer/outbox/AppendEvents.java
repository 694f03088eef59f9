package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.outbox.ScopeTable.KnownVersions;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.CommandGroups;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.author.WrittenEvents;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call's events come in, within a write transaction: all of them, or none.
 *
 * <p>An event that is there already, by its id, stays as it is and is answered as it is; the same id with
 * other contents is refused. A command comes in as a whole, once. New events of an entity of which an event
 * is stuck are blocked from the beginning, with their whole command: see {@link EntityBlocker}.
 *
 * <p>Events are inserted sixteen at a time while later ones are still being signed on other threads: the
 * disk and the cores work at the same time. Not thread-safe; for one call.
 *
 * <p><b>What can race.</b> {@link EventTable#reserve} comes first and writes, so that this transaction
 * has the write lock before it reads anything: the base versions, ids and commands that it sees stay
 * true until its commit. In a transaction of the application, {@link com.stateset.sequencer.outbox.connection.JoinedTransaction} has done so
 * before.
 *
 * <p><b>Positions</b> are handed out for all events of the call at once. An event that was there already
 * leaves its number unused: positions rise, and may have gaps.
 *
 * <p><b>Base versions</b>, if they are to be counted, are the replica's version of the entity plus the
 * own events on top of it, and go up by one with each new event of this call. Of an entity that the replica does not follow as a whole
 * they are refused: another agent's events would not be counted, and each such event would be a conflict.
 */
final class AppendEvents {

    /** Small enough that the first rows go in while the later ones are still being signed. */
    private static final int INSERTED_AT_ONCE = 16;

    private final EventTable table;
    private final ReplicaTable replica;
    private final ScopeTable scope;
    private @Nullable KnownVersions known;
    private final BaseVersions baseVersions;
    private final Map<EntityRef, Long> versions = new HashMap<>();
    private final Set<UUID> counted = new HashSet<>();
    private final Set<EntityRef> stuck = new HashSet<>();
    private final List<LocalEvent> appended = new ArrayList<>();
    private boolean anyStuck;

    AppendEvents(EventTable table, ReplicaTable replica, BaseVersions baseVersions) {
        this.table = table;
        this.replica = replica;
        this.scope = new ScopeTable(table.session());
        this.baseVersions = baseVersions;
    }

    /**
     * Does all of it.
     *
     * @param events the events, in order; signing them may still be under way
     * @return for each event, in the same order, what the outbox holds now
     * @throws IllegalArgumentException if an id names another event, or a command is torn
     */
    List<LocalEvent> run(WrittenEvents events) throws SQLException {
        long position = table.reserve(events.unsigned().size());
        anyStuck = table.hasStuck();
        try (OutboxRowBatch batch = table.batch()) {
            for (List<Event> unit : units(events.unsigned())) {
                requireNewCommand(unit);
                OutboxRowState state = stateOf(unit, position);
                for (Event event : unit) {
                    Event complete = events.get(appended.size()).withBaseVersion(baseVersion(event));
                    batch.add(++position, position, complete, state);
                    appended.add(new LocalEvent(position, complete, local(state)));
                    if (appended.size() % INSERTED_AT_ONCE == 0) {
                        insert(batch);
                    }
                }
            }
            insert(batch);
        }
        return appended;
    }

    /** What came in before stays as it is. */
    private void insert(OutboxRowBatch batch) throws SQLException {
        boolean[] isNew = batch.insert();
        int first = appended.size() - isNew.length;
        for (int i = 0; i < isNew.length; i++) {
            if (!isNew[i]) {
                appended.set(first + i, present(appended.get(first + i).event()));
            }
        }
    }

    private static LocalState local(OutboxRowState state) {
        return state == OutboxRowState.BLOCKED ? new LocalState.Blocked() : new LocalState.Pending(0);
    }

    /** The version to demand; as it was given, if that is wanted or the event came in before. */
    private @Nullable Long baseVersion(Event event) throws SQLException {
        if (baseVersions == BaseVersions.AS_GIVEN || !isNew(event)) {
            return event.baseVersion();
        }
        Optional<String> unknown = knownVersions().whyUnknown(event.entity());
        if (unknown.isPresent()) {
            throw new IllegalArgumentException(unknown.get());
        }
        long version = localVersion(event.entity());
        versions.put(event.entity(), version + 1);
        return version;
    }

    /** Read once, after the write lock was taken. */
    private KnownVersions knownVersions() throws SQLException {
        KnownVersions read = known;
        if (read == null) {
            read = scope.knownVersions();
            known = read;
        }
        return read;
    }

    /** One that came in before, or stands earlier in this call, counts once. */
    private boolean isNew(Event event) throws SQLException {
        return counted.add(event.eventId()) && table.find(event.eventId()).isEmpty();
    }

    /** An event that came in before: the same contents by the signing hash, or it is refused. */
    private LocalEvent present(Event event) throws SQLException {
        OutboxRow row = table.find(event.eventId()).orElseThrow();
        if (!VesHashes.signing(row.event()).equals(VesHashes.signing(event))) {
            throw new IllegalArgumentException("event_id " + event.eventId() + " names another event of this outbox");
        }
        return row.toLocalEvent();
    }

    private long localVersion(EntityRef entity) throws SQLException {
        Long next = versions.get(entity);
        return next != null ? next : replica.version(entity) + table.ownOnTop(entity);
    }

    /** A unit waits as a whole if one of its entities does; then its other entities wait, too. */
    private OutboxRowState stateOf(List<Event> unit, long after) throws SQLException {
        if (!anyStuck) {
            return OutboxRowState.PENDING;
        }
        boolean blocked = false;
        for (Event event : unit) {
            blocked |= stuck.contains(event.entity()) || table.isStuck(event.entity(), after + 1);
        }
        if (blocked) {
            unit.forEach(event -> stuck.add(event.entity()));
        }
        return blocked ? OutboxRowState.BLOCKED : OutboxRowState.PENDING;
    }

    /** All events of a command come in at once; the same ones may come in again. */
    private void requireNewCommand(List<Event> unit) throws SQLException {
        UUID command = unit.get(0).commandId();
        if (command == null || !table.knowsCommand(command)) {
            return;
        }
        for (Event event : unit) {
            if (table.find(event.eventId()).isEmpty()) {
                throw new IllegalArgumentException(
                        "command_id " + command + " has come in before without event " + event.eventId());
            }
        }
    }

    /** Cuts the events into commands and single events. The events of a command stand next to each other. */
    private static List<List<Event>> units(List<Event> events) {
        List<List<Event>> units = CommandGroups.of(events, Event::commandId);
        Set<UUID> commands = new HashSet<>();
        for (List<Event> unit : units) {
            UUID command = unit.get(0).commandId();
            if (command != null && !commands.add(command)) {
                throw new IllegalArgumentException(
                        "command_id " + command + " names events that do not stand next to each other");
            }
        }
        return units;
    }
}
