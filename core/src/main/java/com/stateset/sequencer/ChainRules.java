package com.stateset.sequencer;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the events that are no valid ones mean for those that follow them on the same entity, if their batch is chained. The log never
 * sees the former, so that it could not tell. Of a batch that is not chained, or holds valid events only, there is nothing to say.
 */
final class ChainRules {

    private final Map<Integer, Rejection> problems = new HashMap<>();

    /**
     * Looks through a batch.
     *
     * @param refused the rejections of the events, null at the places of the valid ones
     */
    ChainRules(IngestBatch batch, @Nullable Rejection[] refused) {
        if (!batch.chained()) {
            return;
        }
        Map<List<String>, UUID> broken = new HashMap<>();
        for (int i = 0; i < refused.length; i++) {
            NewEvent event = batch.events().get(i);
            List<String> entity = List.of(event.entityType(), event.entityId());
            if (refused[i] != null) {
                broken.putIfAbsent(entity, event.eventId());
            } else if (broken.containsKey(entity)) {
                problems.put(i, new Rejection.PredecessorRejected(broken.get(entity)));
            }
        }
    }

    /** What is to be said of the valid event at a place; null for nothing. */
    @Nullable
    Rejection verdict(int index) {
        return problems.get(index);
    }
}
