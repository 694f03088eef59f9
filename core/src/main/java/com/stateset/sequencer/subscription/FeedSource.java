package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Many streams from a checkpoint on. What this process appends is notified; what others append, and streams that are new,
 * are found by looking at the store at growing intervals.
 *
 * <p>The {@link FeedReader} belongs to the thread that has the subscription's turn, and only {@link #next} touches it. The other
 * threads leave messages for it, and then wake the subscription: a head in {@code told}, a look in {@code lookDue}. {@code next}
 * removes a head from {@code told} only if it is still the one that it hands on, so none is lost that comes meanwhile; and it
 * clears {@code lookDue} before it looks, so that one asked for during a look is made after it.
 */
final class FeedSource implements EventSource {

    private static final int PAGE = 256;
    private static final Duration READ_PACE = Duration.ofMillis(4);
    private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

    /** New streams are looked for also while there is enough to read, but not all the time. */
    private static final long LOOK_PACE_WHILE_BEHIND = Duration.ofMillis(100).toNanos();

    private final FeedReader reader;
    private final Consumer<FeedSource> leaving;
    private final ConcurrentMap<StreamId, Long> told = new ConcurrentHashMap<>();
    private final Throttle wake;
    private final PollLoop looks;
    private volatile Runnable waker = () -> {};
    private volatile boolean lookDue = true;
    private volatile boolean found;
    private volatile boolean closed;
    private long lastLook = System.nanoTime() - LOOK_PACE_WHILE_BEHIND;

    FeedSource(FeedReader reader, SubscriptionExecutor executor, Consumer<FeedSource> leaving) {
        this.reader = reader;
        this.leaving = leaving;
        this.wake = new Throttle(executor, READ_PACE, () -> waker.run());
        this.looks = new PollLoop(executor, () -> LONGEST_LOOK, this::poll);
    }

    /** Learns that a stream is readable up to {@code head}, if it is one of the feed's. */
    void reached(StreamId stream, long head) {
        if (reader.scope().holds(stream)) {
            told.merge(stream, head, Math::max);
            wake.ask();
        }
    }

    /** Looks at the store now and then from now on until this is closed. */
    void keepLooking() {
        looks.start();
    }

    private PollLoop.Found poll() {
        if (closed) {
            return PollLoop.Found.OVER;
        }
        boolean soon = found;
        found = false;
        lookDue = true;
        wake.ask();
        return soon ? PollLoop.Found.SOMETHING : PollLoop.Found.NOTHING;
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
            found = discover();
        }
        List<SequencedEvent> events = reader.take(PAGE);
        if (events.isEmpty() && reader.hasMore()) {
            wake.ask();
        }
        return events;
    }

    /** A look that failed is still due. */
    private boolean discover() {
        try {
            return reader.discover();
        } catch (RuntimeException e) {
            lookDue = true;
            throw e;
        }
    }

    private boolean mayLook() {
        return !reader.hasMore() || System.nanoTime() - lastLook >= LOOK_PACE_WHILE_BEHIND;
    }

    @Override
    public boolean reads(StreamId stream) {
        return reader.scope().holds(stream);
    }

    @Override
    public void close() {
        closed = true;
        leaving.accept(this);
    }
}
