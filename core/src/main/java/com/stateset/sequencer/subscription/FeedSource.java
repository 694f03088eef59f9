package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Many streams from a checkpoint on. What this process appends is told; what others append, and streams that are new, are found
 * by looking at the store at growing intervals.
 */
final class FeedSource implements EventSource {

    private static final int PAGE = 256;
    private static final Duration READ_PACE = Duration.ofMillis(4);
    private static final long FIRST_LOOK = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

    private final FeedReader reader;
    private final Couriers couriers;
    private final Consumer<FeedSource> leaving;
    private final ConcurrentMap<StreamId, Long> told = new ConcurrentHashMap<>();
    private final PacedTask wake;
    private volatile Runnable waker = () -> {};
    private volatile boolean lookDue = true;
    private volatile boolean found;
    private volatile boolean closed;

    FeedSource(FeedReader reader, Couriers couriers, Consumer<FeedSource> leaving) {
        this.reader = reader;
        this.couriers = couriers;
        this.leaving = leaving;
        this.wake = new PacedTask(couriers, READ_PACE, () -> waker.run());
    }

    /** Learns that a stream is readable up to {@code head}, if it is one of the feed's. */
    void reached(StreamId stream, long head) {
        if (reader.scope().holds(stream)) {
            told.merge(stream, head, Math::max);
            wake.ask();
        }
    }

    /** Looks at the store after a while, and again and again until this is closed. */
    void keepLooking() {
        keepLooking(FIRST_LOOK);
    }

    private void keepLooking(long nanos) {
        couriers.later(nanos, () -> {
            if (!closed) {
                lookDue = true;
                wake.ask();
                keepLooking(found ? FIRST_LOOK : Math.min(2 * nanos, LONGEST_LOOK));
            }
        });
    }

    @Override
    public List<SequencedEvent> next(Runnable whenReady) {
        waker = whenReady;
        told.forEach((stream, head) -> {
            told.remove(stream, head);
            reader.reached(stream, head);
        });
        if (!reader.hasMore() && lookDue) {
            lookDue = false;
            reader.discover();
            found = reader.hasMore();
        }
        return reader.take(PAGE);
    }

    @Override
    public void close() {
        closed = true;
        leaving.accept(this);
    }
}
