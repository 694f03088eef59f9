package com.stateset.sequencer.sync.agent.delivery;

import com.stateset.sequencer.sync.LocalEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How many times events have been sent without an answer, as far as this attempt knows: what it found at its beginning, and what it
 * did. Where the outbox says otherwise, another process has sent them meanwhile. Not thread-safe.
 */
final class DeliveryAttempts {

    private final Map<UUID, Integer> unanswered = new HashMap<>();

    void begin(Map<UUID, Integer> found) {
        unanswered.clear();
        unanswered.putAll(found);
    }

    void taken(List<LocalEvent> batch) {
        batch.forEach(event -> unanswered.merge(event.eventId(), 1, Integer::sum));
    }

    void putBack(List<LocalEvent> batch) {
        batch.forEach(event -> unanswered.computeIfPresent(event.eventId(), (id, n) -> n == 1 ? null : n - 1));
    }

    void answered(List<LocalEvent> batch) {
        batch.forEach(event -> unanswered.remove(event.eventId()));
    }

    Map<UUID, Integer> all() {
        return Map.copyOf(unanswered);
    }
}
