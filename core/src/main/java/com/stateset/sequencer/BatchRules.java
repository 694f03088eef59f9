package com.stateset.sequencer;

import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.ingest.IngestBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the events that are no valid ones mean for the others of their batch, by its rule: for those that follow on the same entity, if
 * it is chained; for all, if it is all or nothing. The log never sees the former, so that it could not tell. A replay escapes these
 * verdicts: it is in the log whatever its neighbours.
 */
final class BatchRules {

    private final Map<Integer, Rejection> problems = new HashMap<>();

    /**
     * Looks through a batch.
     *
     * @param refused the rejections of the events, null at the places of the valid ones
     */
    BatchRules(IngestBatch batch, @Nullable Rejection[] refused) {
        if (batch.rule() instanceof BatchRule.Chained) {
            breakChains(batch.events(), refused);
        } else if (batch.rule() instanceof BatchRule.Atomic) {
            refuseAll(batch.events(), refused);
        }
    }

    private void breakChains(List<NewEvent> events, @Nullable Rejection[] refused) {
        Map<List<String>, UUID> broken = new HashMap<>();
        for (int i = 0; i < refused.length; i++) {
            NewEvent event = events.get(i);
            List<String> entity = List.of(event.entityType(), event.entityId());
            if (refused[i] != null) {
                broken.putIfAbsent(entity, event.eventId());
            } else if (broken.containsKey(entity)) {
                problems.put(i, new Rejection.PredecessorRejected(broken.get(entity)));
            }
        }
    }

    private void refuseAll(List<NewEvent> events, @Nullable Rejection[] refused) {
        Rejection verdict = null;
        for (int i = 0; verdict == null && i < refused.length; i++) {
            Rejection refusal = refused[i];
            verdict = refusal == null
                    ? null
                    : new Rejection.BatchRejected(events.get(i).eventId(), refusal);
        }
        for (int i = 0; verdict != null && i < refused.length; i++) {
            if (refused[i] == null) {
                problems.put(i, verdict);
            }
        }
    }

    /** What is to be said of the valid event at a place; null for nothing. */
    @Nullable
    Rejection verdict(int index) {
        return problems.get(index);
    }
}
