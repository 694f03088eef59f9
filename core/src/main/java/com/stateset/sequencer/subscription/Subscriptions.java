package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadNotices;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes what stands in a store and what is appended to it, by this process or by others. Thread-safe. Starts no thread and
 * asks the store for nothing before somebody subscribes.
 *
 * <p>Every {@code subscribe} of a publisher starts a subscription of its own. It delivers every event from its start on exactly
 * once, in order, as many as are requested; it holds one small page and keeps nobody else up, however slow the subscriber is. It
 * outlives a store that cannot be reached for a while; it ends with {@link SequencerClosedException} when this is closed, with
 * {@link IllegalArgumentException} on a request of less than 1, with what the store throws when it is damaged, and that of a stream
 * with {@link HistoryMismatchException} when the store is found to end before what it has delivered, as after a restore.
 *
 * <p>Subscribers are called on threads of this object, never by two at once. They may block, and better do not.
 */
public final class Subscriptions implements HeadListener, AutoCloseable {

    private static final long FIRST_LOOK = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_LOOK = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_LOOK_WITH_NOTICES = Duration.ofSeconds(1).toNanos();

    private final EventStore store;
    private final Couriers couriers = new Couriers();
    private final ConcurrentMap<StreamId, StreamTail> tails = new ConcurrentHashMap<>();
    private final TailMemory memory = new TailMemory(tails::size);
    private final Set<FeedSource> feeds = new CopyOnWriteArraySet<>();
    private final Set<HeadListener> listeners = new CopyOnWriteArraySet<>();
    private final Set<EventSubscription> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private HeadNotices notices = HeadNotices.NONE;
    private boolean watching;
    private volatile boolean closed;

    private Subscriptions(EventStore store) {
        this.store = store;
    }

    /** Makes subscriptions to what is in a store. Closing them does not close the store. */
    public static Subscriptions over(EventStore store) {
        return new Subscriptions(Objects.requireNonNull(store, "store"));
    }

    /**
     * Publishes a stream.
     *
     * @param from the first sequence number; 0 means 1; one past the head waits for it
     */
    public Publisher<SequencedEvent> stream(StreamId stream, long from) {
        Objects.requireNonNull(stream, "stream");
        if (from < 0) {
            throw new IllegalArgumentException("from is " + from + "; sequence numbers start at 1");
        }
        return subscriber -> subscribe(subscriber, () -> sourceOf(stream, from));
    }

    /** Calls {@code handler} with each event of a stream; see {@link com.stateset.sequencer.EventStream#follow}. */
    public Subscription follow(StreamId stream, long from, Consumer<? super SequencedEvent> handler) {
        Follower follower = new Follower(handler);
        stream(stream, from).subscribe(follower);
        return follower.subscription();
    }

    /** Returns a feed of all streams. */
    public Feed feed() {
        return new Feed(store, this, FeedScope.ALL);
    }

    /** Returns a feed of a tenant's streams. */
    public Feed feed(UUID tenantId) {
        return new Feed(store, this, FeedScope.of(tenantId));
    }

    /**
     * Tells {@code listener} how far streams come, whoever appends: of this process's appends within milliseconds, and of others'
     * what the store tells of them.
     */
    public HeadNotices watch(HeadListener listener) {
        watch();
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return new HeadNotices() {
            @Override
            public boolean areFlowing() {
                return notices().areFlowing();
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }

    /** Wakes those who wait for events of a stream: it is readable up to {@code head}. */
    @Override
    public void reached(StreamId stream, long head) {
        StreamTail tail = tails.get(stream);
        if (tail != null) {
            tail.reached(head);
        }
        tellAll(stream, head);
    }

    /**
     * Hands on what this process has just appended, so that it need not be read again.
     *
     * @param events in order and without gaps, as reading would give them; may be empty
     * @param head how far the stream is readable now
     */
    public void appended(StreamId stream, List<SequencedEvent> events, long head) {
        StreamTail tail = tails.get(stream);
        if (tail != null && events.isEmpty()) {
            tail.reached(head);
        } else if (tail != null) {
            tail.appended(events);
        }
        tellAll(stream, head);
    }

    /** Ends all subscriptions with {@link SequencerClosedException}. Does not wait for subscribers. Closing again does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notices.close();
        } finally {
            lock.unlock();
        }
        open.forEach(subscription -> subscription.fail(new SequencerClosedException()));
        couriers.close();
    }

    Publisher<SequencedEvent> feed(FeedScope scope, FeedCheckpoint checkpoint) {
        return subscriber -> subscribe(subscriber, () -> sourceOf(scope, checkpoint));
    }

    private void tellAll(StreamId stream, long head) {
        feeds.forEach(feed -> feed.reached(stream, head));
        listeners.forEach(listener -> listener.reached(stream, head));
    }

    private void subscribe(Subscriber<? super SequencedEvent> subscriber, Supplier<EventSource> sources) {
        Objects.requireNonNull(subscriber, "subscriber");
        watch();
        EventSubscription subscription = new EventSubscription(subscriber, sources.get(), couriers, open::remove);
        open.add(subscription);
        if (closed) {
            subscription.fail(new SequencerClosedException());
        }
        try {
            subscriber.onSubscribe(subscription);
        } catch (RuntimeException | Error e) {
            subscription.cancel();
            throw e;
        } finally {
            subscription.start();
        }
    }

    private EventSource sourceOf(StreamId stream, long from) {
        StreamTail tail = tails.compute(stream, (id, known) -> (known == null ? begun(id) : known).joined());
        return new StreamSource(tail, from, waker -> leave(stream, waker));
    }

    private void leave(StreamId stream, Runnable waker) {
        StreamTail left = tails.computeIfPresent(stream, (id, tail) -> tail.left(waker) ? null : tail);
        if (left != null) {
            left.wakeAnother();
        }
    }

    private StreamTail begun(StreamId stream) {
        StreamTail tail = new StreamTail(stream, store, couriers, memory);
        couriers.later(FIRST_LOOK, () -> look(stream, tail, FIRST_LOOK));
        return tail;
    }

    private void look(StreamId stream, StreamTail tail, long nanos) {
        if (tails.get(stream) == tail) {
            boolean moved = false;
            try {
                moved = tail.look();
            } finally {
                long pause = moved ? FIRST_LOOK : nextLook(nanos);
                couriers.later(pause, () -> look(stream, tail, pause));
            }
        }
    }

    private long nextLook(long nanos) {
        return Math.min(2 * nanos, notices().areFlowing() ? LONGEST_LOOK_WITH_NOTICES : LONGEST_LOOK);
    }

    private EventSource sourceOf(FeedScope scope, FeedCheckpoint checkpoint) {
        FeedSource source = new FeedSource(new FeedReader(store, scope, checkpoint), couriers, feeds::remove);
        feeds.add(source);
        source.keepLooking();
        return source;
    }

    private void watch() {
        lock.lock();
        try {
            if (!watching && !closed) {
                watching = true;
                notices = store.watchHeads(this);
            }
        } finally {
            lock.unlock();
        }
    }

    private HeadNotices notices() {
        lock.lock();
        try {
            return notices;
        } finally {
            lock.unlock();
        }
    }
}
