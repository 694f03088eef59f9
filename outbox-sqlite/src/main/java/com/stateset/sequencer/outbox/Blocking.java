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
import java.util.function.Predicate;

/**
 * The order within an entity: what comes after a rejected event waits, with the whole of its command, and so does what comes
 * after that. Within a transaction.
 *
 * <p>What has been sent and not been answered yet is no longer ours to hold back.
 */
final class Blocking {

    private final EventTable table;

    Blocking(EventTable table) {
        this.table = table;
    }

    /** Blocks what comes after these and has not been sent. */
    void blockBehind(List<Row> rows) throws SQLException {
        for (Row row : behind(rows, row -> !row.isInFlight())) {
            table.block(row);
        }
    }

    /** Blocks what comes after these, also what has been sent and is known not to have arrived. */
    void blockAllBehind(List<Row> rows) throws SQLException {
        for (Row row : allBehind(rows)) {
            table.block(row);
        }
    }

    /** Returns what is pending and comes after these, also what has been sent. */
    List<Row> allBehind(List<Row> rows) throws SQLException {
        return behind(rows, row -> true);
    }

    private List<Row> behind(List<Row> rows, Predicate<Row> ours) throws SQLException {
        Map<Long, Row> behind = new LinkedHashMap<>();
        Map<EntityRef, Long> blockedAfter = new HashMap<>();
        Deque<Row> toFollow = new ArrayDeque<>(rows);
        while (!toFollow.isEmpty()) {
            Row row = toFollow.remove();
            if (blockedAfter.getOrDefault(row.entity(), Long.MAX_VALUE) <= row.place()) {
                continue;
            }
            blockedAfter.put(row.entity(), row.place());
            for (Row follower : table.pendingAfter(row.entity(), row.place())) {
                for (Row one : unitOf(follower)) {
                    if (one.state() == RowState.PENDING && ours.test(one) && behind.put(one.position(), one) == null) {
                        toFollow.add(one);
                    }
                }
            }
        }
        return List.copyOf(behind.values());
    }

    /** Returns the blocked events that nothing holds back any more, in order. */
    List<Row> released() throws SQLException {
        List<Row> released = new ArrayList<>();
        Set<EntityRef> stuck = new HashSet<>();
        for (List<Row> unit : units(table.stuck())) {
            boolean waits =
                    unit.stream().anyMatch(row -> row.state() == RowState.REJECTED || stuck.contains(row.entity()));
            if (waits) {
                unit.forEach(row -> stuck.add(row.entity()));
            } else {
                released.addAll(unit);
            }
        }
        return released;
    }

    /** An event's command as far as it has not been accepted, or the event alone. */
    List<Row> unitOf(Row row) throws SQLException {
        UUID command = row.command();
        return command == null ? List.of(row) : table.open(command);
    }

    static List<List<Row>> units(List<Row> rows) {
        return CommandGroups.of(rows, Row::command);
    }
}
