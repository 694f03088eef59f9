package com.stateset.sequencer.event;

import java.util.List;
import java.util.Objects;

/**
 * A page of what happened to one entity.
 *
 * @param entity which entity
 * @param version the entity's version when the page was read: the count of all its events; 0 if it has none
 * @param offset how many of its events come before the page
 * @param events the entity's events from version {@code offset + 1} on, in order
 */
public record EntityHistory(EntityRef entity, long version, long offset, List<SequencedEvent> events) {

    public EntityHistory {
        Objects.requireNonNull(entity, "entity");
        events = List.copyOf(events);
    }

    /** Whether the entity has events after this page. */
    public boolean hasMore() {
        return offset + events.size() < version;
    }
}
