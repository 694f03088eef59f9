package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks a log read from its beginning. */
record Audit(List<SequencedEvent> log) {

    Audit {
        log = List.copyOf(log);
    }

    boolean numbersAreDense(long head) {
        long expected = 0;
        for (SequencedEvent entry : log) {
            expected++;
            if (entry.sequenceNumber() != expected) {
                return false;
            }
        }
        return expected == head;
    }

    boolean versionsCountUp() {
        Map<EntityRef, Long> versions = new HashMap<>();
        for (SequencedEvent entry : log) {
            if (versions.merge(entry.event().entity(), 1L, Long::sum) != entry.entityVersion()) {
                return false;
            }
        }
        return true;
    }

    boolean timeNeverRunsBackwards() {
        for (int i = 1; i < log.size(); i++) {
            if (log.get(i).sequencedAt().isBefore(log.get(i - 1).sequencedAt())) {
                return false;
            }
        }
        return true;
    }

    long entities() {
        return log.stream().map(entry -> entry.event().entity()).distinct().count();
    }
}
