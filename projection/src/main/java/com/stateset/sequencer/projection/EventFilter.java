package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.Set;

/**
 * Which events a projection sees. Immutable.
 *
 * @param entityTypes only events about entities of these types; all if empty
 * @param eventTypes only events of these types; all if empty
 */
public record EventFilter(Set<String> entityTypes, Set<String> eventTypes) {

    private static final EventFilter ALL = new EventFilter(Set.of(), Set.of());

    public EventFilter {
        entityTypes = Set.copyOf(entityTypes);
        eventTypes = Set.copyOf(eventTypes);
    }

    /** Every event. */
    public static EventFilter all() {
        return ALL;
    }

    /** The same, but only of entities of these types. */
    public EventFilter entityTypes(String... types) {
        return new EventFilter(Set.of(types), eventTypes);
    }

    /** The same, but only of these event types. */
    public EventFilter eventTypes(String... types) {
        return new EventFilter(entityTypes, Set.of(types));
    }

    /** Whether the projection sees an event. */
    public boolean accepts(SequencedEvent event) {
        return (entityTypes.isEmpty()
                        || entityTypes.contains(event.event().entity().type()))
                && (eventTypes.isEmpty() || eventTypes.contains(event.event().eventType()));
    }
}
