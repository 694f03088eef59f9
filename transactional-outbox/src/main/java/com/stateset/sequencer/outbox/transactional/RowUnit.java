package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the log together or not at all: the rows of a command, or a single one.
 *
 * <pre>
 *   by place    1 c   2    3 d   4 c   5       c, d: commands
 *   units       [1 4]   [2]   [3]   [5]        each where its first row was
 * </pre>
 *
 * @param rows at least one, by place
 */
record RowUnit(List<WaitingRow> rows) {

    RowUnit {
        rows = List.copyOf(rows);
    }

    /** Cuts rows into units, in the order of their first rows. */
    static List<RowUnit> of(List<WaitingRow> rows) {
        return group(rows, row -> row.event().commandId()).stream()
                .map(RowUnit::new)
                .toList();
    }

    /**
     * Brings together what has the same command, in the order of the first ones. A command's rows were written by one call, which kept
     * others away from its entities before its first row had a number: to pull its later rows forward passes none of the same entities.
     */
    static <T> List<List<T>> group(List<T> rows, Function<T, @Nullable UUID> command) {
        Map<Object, List<T>> units = new LinkedHashMap<>();
        for (T row : rows) {
            UUID id = command.apply(row);
            units.computeIfAbsent(id == null ? units.size() : id, first -> new ArrayList<>())
                    .add(row);
        }
        return List.copyOf(units.values());
    }

    /** Whether one of these entities is among its own. */
    boolean touches(Collection<EntityRef> others) {
        return rows.stream().anyMatch(row -> others.contains(row.entity()));
    }

    Set<EntityRef> entities() {
        return rows.stream().map(WaitingRow::entity).collect(Collectors.toSet());
    }
}
