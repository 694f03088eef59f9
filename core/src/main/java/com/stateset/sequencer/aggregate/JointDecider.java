package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Snapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of decisions on several entities of one stream at once, such as a transfer between two accounts within a common limit: see
 * {@link Decider}, which is for one. Where the entities are of different kinds, states are of a sealed interface, and {@link #initial}
 * and {@link #evolve} tell them apart.
 *
 * @param <C> commands
 * @param <E> what all the events have in common
 * @param <S> what all the states have in common
 */
public interface JointDecider<C, E, S> {

    /** Which Java type is for which events, both ways; the same each time. */
    EventTypes<E> types();

    /** The state of an entity that has no events; a new one each time, if it can be changed. */
    S initial(EntityRef entity);

    /**
     * Decides.
     *
     * @param states those of the entities of the decision, in their order; not to be changed
     * @return what happens to which of these entities, in order; empty for nothing
     */
    List<EntityEvent<E>> decide(C command, Map<EntityRef, S> states);

    /** The state after one more event of its entity; may be {@code state} itself, changed. */
    S evolve(S state, E event);

    /** As {@link Decider#snapshots}. */
    default Optional<Snapshots<S>> snapshots() {
        return Optional.empty();
    }

    /** As {@link Decider#finish}. */
    default NewEvent finish(NewEvent event) {
        return event;
    }
}
