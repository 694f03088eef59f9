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

    /** New streams are looked for also while there is enough to read, but not all the time. */
    private static final long LOOK_PACE_WHILE_BEHIND = Duration.ofMillis(100).toNanos();

    private final FeedReader reader;
    private final Couriers couriers;
    private final Consumer<FeedSource> leaving;
    private final ConcurrentMap<StreamId, Long> told = new ConcurrentHashMap<>();
    private final PacedTask wake;
    private volatile Runnable waker = () -> {};
    private volatile boolean lookDue = true;
    private volatile boolean found;
    private volatile boolean closed;
    private long lastLook = System.nanoTime() - LOOK_PACE_WHILE_BEHIND;

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
                boolean soon = found;
                found = false;
                lookDue = true;
                wake.ask();
                keepLooking(soon ? FIRST_LOOK : Math.min(2 * nanos, LONGEST_LOOK));
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
        if (lookDue && mayLook()) {
            lookDue = false;
            lastLook = System.nanoTime();
            found = reader.discover();
        }
        return reader.take(PAGE);
    }

    private boolean mayLook() {
        return !reader.hasMore() || System.nanoTime() - lastLook >= LOOK_PACE_WHILE_BEHIND;
    }

    @Override
    public void close() {
        closed = true;
        leaving.accept(this);
    }
}
