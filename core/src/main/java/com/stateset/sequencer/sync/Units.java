package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.EntityRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may not be cut: the events of a command, or one event that has none. */
final class Units {

    private Units() {}

    static int count(List<LocalEvent> batch) {
        int units = 0;
        UUID last = null;
        for (LocalEvent event : batch) {
            UUID command = event.event().commandId();
            if (!continues(last, command)) {
                units++;
            }
            last = command;
        }
        return units;
    }

    /** The last unit of a batch that need not wait for an earlier one of the batch, because no entity is in both. */
    static List<LocalEvent> lastThatWaitsForNone(List<LocalEvent> batch) {
        Set<EntityRef> before = new HashSet<>();
        List<LocalEvent> last = List.of();
        int start = 0;
        while (start < batch.size()) {
            int end = start + 1;
            while (end < batch.size() && continues(command(batch, start), command(batch, end))) {
                end++;
            }
            List<LocalEvent> unit = batch.subList(start, end);
            if (unit.stream().noneMatch(event -> before.contains(event.event().entity()))) {
                last = unit;
            }
            unit.forEach(event -> before.add(event.event().entity()));
            start = end;
        }
        return last;
    }

    private static @Nullable UUID command(List<LocalEvent> batch, int index) {
        return batch.get(index).event().commandId();
    }

    private static boolean continues(@Nullable UUID last, @Nullable UUID command) {
        return command != null && command.equals(last);
    }
}
