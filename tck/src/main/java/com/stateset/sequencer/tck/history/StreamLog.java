package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One stream's log, read back when all is over; answers what was in it when it was shorter. */
final class StreamLog {

    private final StreamId stream;
    private final List<SequencedEvent> rows;
    private final Map<UUID, Integer> places = new HashMap<>();
    private final Map<EntityRef, List<Integer>> entities = new HashMap<>();
    private final Map<UUID, Integer> commands = new HashMap<>();
    private final List<TreeHead> trees = new ArrayList<>(List.of(TreeHead.EMPTY));

    StreamLog(StreamId stream, List<SequencedEvent> rows) {
        this.stream = stream;
        this.rows = List.copyOf(rows);
        CompactRange edge = CompactRange.EMPTY;
        for (int number = 1; number <= rows.size(); number++) {
            edge = edge.appendEntries(List.of(rows.get(number - 1).leafHash()));
            trees.add(edge.head());
            var event = rows.get(number - 1).event();
            places.putIfAbsent(event.eventId(), number);
            entities.computeIfAbsent(event.entity(), entity -> new ArrayList<>())
                    .add(number);
            if (event.commandId() != null) {
                commands.putIfAbsent(event.commandId(), number);
            }
        }
    }

    StreamId stream() {
        return stream;
    }

    int length() {
        return rows.size();
    }

    /** The tree over the leaves of the first {@code length} events. */
    TreeHead tree(long length) {
        return trees.get((int) length);
    }

    /** The row in a place, from 1 on. */
    SequencedEvent row(long place) {
        return rows.get((int) place - 1);
    }

    /** The event of that id among the first {@code length}. */
    Optional<SequencedEvent> find(UUID eventId, long length) {
        Integer place = places.get(eventId);
        return place != null && place <= length ? Optional.of(row(place)) : Optional.empty();
    }

    /** How many of the first {@code length} events are about the entity. */
    long version(EntityRef entity, long length) {
        List<Integer> all = entities.getOrDefault(entity, List.of());
        int index = Collections.binarySearch(all, (int) length);
        return index >= 0 ? index + 1 : -index - 1;
    }

    /** Whether one of the first {@code length} events is of the command. */
    boolean hasCommand(UUID command, long length) {
        Integer place = commands.get(command);
        return place != null && place <= length;
    }
}
