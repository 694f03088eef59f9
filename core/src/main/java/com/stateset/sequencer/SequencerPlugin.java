package com.stateset.sequencer;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.subscription.Subscriptions;

/**
 * Something that runs beside a sequencer, on what it stores, for as long as it is open: see {@link SequencerBuilder#with}.
 *
 * <p>The sequencer starts its plug-ins before it takes the first event, in the order in which they were added. It closes them
 * when the last event that it took is stored, while store and subscriptions are still open.
 */
@FunctionalInterface
public interface SequencerPlugin {

    /**
     * Starts. What this throws is thrown by {@link SequencerBuilder#build}.
     *
     * @param store where the sequencer keeps the events; the sequencer closes it
     * @param subscriptions tell of what is appended, by the sequencer itself within milliseconds; the sequencer closes them
     */
    Started start(EventStore store, Subscriptions subscriptions);

    /**
     * Starts, with all that the sequencer lends: this is what it calls. Override it to tell the observer, or to look at the queue;
     * otherwise it calls {@link #start(EventStore, Subscriptions)}.
     */
    default Started start(SequencerParts parts) {
        return start(parts.store(), parts.subscriptions());
    }

    /** A plug-in at work. */
    @FunctionalInterface
    interface Started extends AutoCloseable {

        /**
         * Returns if the plug-in does its work; {@link Sequencer#ping} calls this on its caller's thread, at any time and from
         * several threads at once, perhaps while the plug-in is being closed. It must not take long, and what it throws is what
         * {@code ping} throws: a {@link com.stateset.sequencer.error.SequencerException} of one sentence that says what is wrong.
         */
        default void ping() {}

        /** Stops it. It uses neither store nor subscriptions when this returns. Called once. */
        @Override
        void close();
    }
}
