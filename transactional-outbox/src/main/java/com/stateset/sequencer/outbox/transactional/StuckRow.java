package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rejected or blocked row, as far as it matters for what waits for what. */
record StuckRow(
        long place,
        @Nullable UUID commandId,
        EntityRef entity,
        @Nullable Long baseVersion,
        boolean isRejected) {

    /**
     * Finds the blocked rows that nothing holds back any more. Nothing but the rows' states says what waits for what, so that a crash
     * leaves nothing to be repaired.
     *
     * @param rows all of a stream, by place
     */
    static List<StuckRow> released(List<StuckRow> rows) {
        List<StuckRow> released = new ArrayList<>();
        Set<EntityRef> stuck = new HashSet<>();
        for (List<StuckRow> unit : RowUnit.group(rows, StuckRow::commandId)) {
            boolean waits = unit.stream().anyMatch(row -> row.isRejected() || stuck.contains(row.entity()));
            if (waits) {
                unit.forEach(row -> stuck.add(row.entity()));
            } else {
                released.addAll(unit);
            }
        }
        return released;
    }
}
