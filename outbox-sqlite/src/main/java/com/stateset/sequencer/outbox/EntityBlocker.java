package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.sync.CommandGroups;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The order within an entity, kept while some of its events cannot be sent. Within a write transaction.
 *
 * <p><b>The rule.</b> The events of an entity go to the server in the order in which they came in, and
 * those of a command go together or not at all. So when an event is rejected,
 * <ol>
 *   <li>every later event of its entity waits: it was written on top of something that did not happen;
 *   <li>so does the rest of each command that such an event belongs to;
 *   <li>and with that, all that comes after those on <em>their</em> entities.
 * </ol>
 * What is to wait is found by following these three from event to event, like a search through a graph;
 * each entity is followed once, from the earliest place at which it is blocked.
 *
 * <p><b>What can race.</b> A follower may have been sent, in a batch whose answer was lost. It is held back all the same: it went out only
 * behind the rejected event, in a chained batch ({@link TakeBatch}), so that the log can hold it only if it holds that one. Should the
 * log show it nevertheless, it counts as accepted, whatever its state is here.
 *
 * <p><b>Who owns which state.</b> Blocked and rejected events are states of rows ({@code 1} and {@code 2});
 * nothing else says what waits for what. {@link #released} finds it anew from the rows, in their order: a
 * unit is free if it is not rejected and no event before it, on any of its entities, is stuck. So a crash
 * at any moment leaves nothing to be repaired.
 */
final class EntityBlocker {

    private final EventTable table;

    EntityBlocker(EventTable table) {
        this.table = table;
    }

    /** Blocks what comes after these, also what has been sent. */
    void blockBehind(List<OutboxRow> rows) throws SQLException {
        for (OutboxRow row : behind(rows)) {
            table.block(row);
        }
    }

    /**
     * Returns what is pending and comes after these, also what has been sent. Searches from row to row; a linked map keeps the order in
     * which they were found.
     */
    List<OutboxRow> behind(List<OutboxRow> rows) throws SQLException {
        Map<Long, OutboxRow> behind = new LinkedHashMap<>();
        Map<EntityRef, Long> blockedAfter = new HashMap<>();
        Deque<OutboxRow> toFollow = new ArrayDeque<>(rows);
        while (!toFollow.isEmpty()) {
            OutboxRow row = toFollow.remove();
            if (blockedAfter.getOrDefault(row.entity(), Long.MAX_VALUE) <= row.place()) {
                continue;
            }
            blockedAfter.put(row.entity(), row.place());
            for (OutboxRow follower : table.pendingAfter(row.entity(), row.place())) {
                for (OutboxRow one : unitOf(follower)) {
                    if (one.state() == OutboxRowState.PENDING && behind.put(one.position(), one) == null) {
                        toFollow.add(one);
                    }
                }
            }
        }
        return List.copyOf(behind.values());
    }

    /** Returns the blocked events that nothing holds back any more, in order. */
    List<OutboxRow> released() throws SQLException {
        List<OutboxRow> released = new ArrayList<>();
        Set<EntityRef> stuck = new HashSet<>();
        for (List<OutboxRow> unit : units(table.stuck())) {
            boolean waits = unit.stream()
                    .anyMatch(row -> row.state() == OutboxRowState.REJECTED || stuck.contains(row.entity()));
            if (waits) {
                unit.forEach(row -> stuck.add(row.entity()));
            } else {
                released.addAll(unit);
            }
        }
        return released;
    }

    /** An event's command as far as it has not been accepted, or the event alone. */
    List<OutboxRow> unitOf(OutboxRow row) throws SQLException {
        UUID command = row.command();
        return command == null ? List.of(row) : table.open(command);
    }

    /** Cuts rows into commands and single events, without changing their order. */
    static List<List<OutboxRow>> units(List<OutboxRow> rows) {
        return CommandGroups.of(rows, OutboxRow::command);
    }
}
