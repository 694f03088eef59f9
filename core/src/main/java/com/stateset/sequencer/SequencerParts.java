package com.stateset.sequencer;

import com.stateset.sequencer.observe.QueueState;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a sequencer lends to its {@link SequencerPlugin}s, for as long as it is open. All of it is thread-safe.
 *
 * @param store where the sequencer keeps the events; the sequencer closes it
 * @param subscriptions tell of what is appended, by the sequencer itself within milliseconds; the sequencer closes them
 * @param observer is to be told of what the plug-in does; what it throws is logged and goes no further
 * @param queue says what waits for the lanes now; takes their queue's lock for an instant
 */
public record SequencerParts(
        EventStore store, Subscriptions subscriptions, SequencerObserver observer, Supplier<QueueState> queue) {

    /** Requires all of them. */
    public SequencerParts {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(subscriptions, "subscriptions");
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(queue, "queue");
    }
}
