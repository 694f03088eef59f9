package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/** Where a subscription gets its events from. For one thread at a time. */
interface EventSource {

    /**
     * Returns the events that come next. If there are none just now, {@code waker} is run when it is worth asking again.
     *
     * @param waker quick, and the same each time
     */
    List<SequencedEvent> next(Runnable waker);

    /** Forgets the waker. Called once, after the last {@link #next}. */
    void close();
}
