package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.List;

/**
 * Where a subscription gets its events from, one stream or many. For one thread at a time; only the waker crosses threads.
 *
 * <p>A source that returns nothing must run the waker once there may be something. It may run it without a reason, too, and from
 * any thread, also while {@link #next} has not returned yet: the subscription then asks again.
 */
interface EventSource {

    /**
     * Returns the events that come next. If there are none just now, {@code waker} is run when it is worth asking again.
     *
     * @param waker quick, and the same each time
     */
    List<SequencedEvent> next(Runnable waker);

    /** Whether it gives events of a stream. For any thread. */
    boolean reads(StreamId stream);

    /** Forgets the waker. Called once, after the last {@link #next}. */
    void close();
}
