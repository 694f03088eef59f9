package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.EntityRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What may not be cut: the events of a command, or one event that has none. */
public final class CommandGroups {

    private CommandGroups() {}

    /**
     * Cuts a sequence into its units.
     *
     * @param commandOf tells the command that something belongs to; null for none
     */
    public static <T> List<List<T>> of(List<T> sequence, Function<? super T, @Nullable UUID> commandOf) {
        List<List<T>> units = new ArrayList<>();
        UUID last = null;
        for (T each : sequence) {
            UUID command = commandOf.apply(each);
            if (command == null || !command.equals(last)) {
                units.add(new ArrayList<>());
            }
            units.get(units.size() - 1).add(each);
            last = command;
        }
        return units;
    }

    /** How many groups a batch has. */
    public static int count(List<LocalEvent> batch) {
        return ofEvents(batch).size();
    }

    /** The last unit of a batch that need not wait for an earlier one of the batch, because no entity is in both. */
    public static List<LocalEvent> lastThatWaitsForNone(List<LocalEvent> batch) {
        Set<EntityRef> before = new HashSet<>();
        List<LocalEvent> last = List.of();
        for (List<LocalEvent> unit : ofEvents(batch)) {
            if (unit.stream().noneMatch(event -> before.contains(event.event().entity()))) {
                last = unit;
            }
            unit.forEach(event -> before.add(event.event().entity()));
        }
        return last;
    }

    /** Whether an entity is in several units of a batch, so that the later ones stand on the earlier. */
    public static boolean areChained(List<LocalEvent> batch) {
        Set<EntityRef> before = new HashSet<>();
        for (List<LocalEvent> unit : ofEvents(batch)) {
            if (unit.stream().anyMatch(event -> before.contains(event.event().entity()))) {
                return true;
            }
            unit.forEach(event -> before.add(event.event().entity()));
        }
        return false;
    }

    private static List<List<LocalEvent>> ofEvents(List<LocalEvent> batch) {
        return of(batch, event -> event.event().commandId());
    }
}
