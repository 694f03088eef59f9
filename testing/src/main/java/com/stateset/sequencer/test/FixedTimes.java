package com.stateset.sequencer.test;

import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import java.util.List;

/** A decider whose events happen when a test's clock says. */
record FixedTimes<C, E, S>(Decider<C, E, S> decider, TestSequencer test) implements Decider<C, E, S> {

    @Override
    public EventTypes<E> types() {
        return decider.types();
    }

    @Override
    public S initial() {
        return decider.initial();
    }

    @Override
    public List<E> decide(C command, S state) {
        return decider.decide(command, state);
    }

    @Override
    public S evolve(S state, E event) {
        return decider.evolve(state, event);
    }

    /** The decider's own, which may sign the event, comes last. */
    @Override
    public NewEvent finish(NewEvent event) {
        return decider.finish(event.toBuilder().createdAt(test.now()).build());
    }
}
