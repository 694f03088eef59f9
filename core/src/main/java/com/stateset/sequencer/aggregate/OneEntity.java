package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Snapshots;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A decision on one entity, as one on several. */
record OneEntity<C, E, S>(EntityRef entity, Decider<C, E, S> decider) implements JointDecider<C, E, S> {

    OneEntity {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(decider, "decider");
    }

    @Override
    public EventTypes<E> types() {
        return decider.types();
    }

    @Override
    public S initial(EntityRef any) {
        return decider.initial();
    }

    @Override
    public List<EntityEvent<E>> decide(C command, Map<EntityRef, S> states) {
        S state = Objects.requireNonNull(states.get(entity), "state");
        return decider.decide(command, state).stream()
                .map(event -> new EntityEvent<>(entity, event))
                .toList();
    }

    @Override
    public S evolve(S state, E event) {
        return decider.evolve(state, event);
    }

    @Override
    public Optional<Snapshots<S>> snapshots() {
        return decider.snapshots();
    }

    @Override
    public NewEvent finish(NewEvent event) {
        return decider.finish(event);
    }

    /** What it comes to for the one entity. */
    Decision<E, S> decision(JointDecision<E, S> joint) {
        return new Decision<>(
                joint.events().stream().map(EntityEvent::value).toList(),
                joint.state(entity),
                joint.version(entity),
                joint.receipt());
    }
}
