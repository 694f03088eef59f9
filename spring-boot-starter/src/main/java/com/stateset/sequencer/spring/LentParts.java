package com.stateset.sequencer.spring;

import com.stateset.sequencer.SequencerParts;
import com.stateset.sequencer.SequencerPlugin;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps what the sequencer lends to plug-ins for what starts later than it. Projections are beans that may want the sequencer
 * themselves, a process that appends, for example: were they started by the sequencer, as they are without Spring, each would need the other
 * first.
 */
final class LentParts implements SequencerPlugin {

    private final AtomicReference<Projections> projections = new AtomicReference<>();

    @Override
    public Started start(SequencerParts parts) {
        return lend(parts.store(), parts.subscriptions(), parts.observer());
    }

    @Override
    public Started start(EventStore store, Subscriptions subscriptions) {
        return lend(store, subscriptions, SequencerObserver.NONE);
    }

    private Started lend(EventStore store, Subscriptions subscriptions, SequencerObserver observer) {
        projections.set(Projections.of(store, subscriptions::watch, observer));
        // What runs them is stopped by Spring before it destroys the sequencer.
        return () -> {};
    }

    /** The projections of the sequencer's store. */
    Projections projections() {
        Projections lent = projections.get();
        if (lent == null) {
            throw new IllegalStateException("the sequencer was not built with this plug-in");
        }
        return lent;
    }
}
