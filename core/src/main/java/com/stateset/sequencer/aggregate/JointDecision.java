package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.Loaded;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided on several entities, and is durable.
 *
 * @param events what happened by the decision, in order; empty for nothing
 * @param entities each entity's state and version with these events. If the decision was made before, those that got no event are as
 *     they are now
 * @param receipt where the events stand; empty if there are none, or if they have been erased since
 */
public record JointDecision<E, S>(
        List<EntityEvent<E>> events, Map<EntityRef, Loaded<S>> entities, Optional<IngestReceipt> receipt) {

    public JointDecision {
        events = List.copyOf(events);
        entities = Map.copyOf(entities);
        Objects.requireNonNull(receipt, "receipt");
    }

    /**
     * The state of one of the entities.
     *
     * @throws NoSuchElementException if the decision was not on it
     */
    public S state(EntityRef entity) {
        return loaded(entity).state();
    }

    /**
     * The version of one of the entities.
     *
     * @throws NoSuchElementException if the decision was not on it
     */
    public long version(EntityRef entity) {
        return loaded(entity).version();
    }

    private Loaded<S> loaded(EntityRef entity) {
        Loaded<S> found = entities.get(entity);
        if (found == null) {
            throw new NoSuchElementException("the decision was not on " + entity);
        }
        return found;
    }
}
