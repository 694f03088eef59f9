package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.observe.SubscriptionEnded;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes what stands in a store and what is appended to it, by this process or by others. Thread-safe. Starts no thread and
 * asks the store for nothing before somebody subscribes.
 *
 * <p>Every {@code subscribe} of a publisher starts a subscription of its own. It delivers every event from its start on exactly
 * once, in order, as many as are requested; it holds one small page and keeps no other up, however slow the subscriber is.
 *
 * <p>Subscribers are called on threads of this object, never by two at once. They may block, and better do not.
 *
 * <h2>How subscriptions end</h2>
 * <table>
 *   <caption>What a subscriber gets</caption>
 *   <tr><td>{@link SequencerClosedException}</td><td>this was closed</td></tr>
 *   <tr><td>{@link IllegalArgumentException}</td><td>it requested less than 1</td></tr>
 *   <tr><td>{@link HistoryMismatchException}</td><td>the store ends before what a stream's subscription has delivered, as after a
 *       restore</td></tr>
 *   <tr><td>what the store throws</td><td>the store is damaged; but one that cannot be reached is waited for</td></tr>
 *   <tr><td>any other exception or {@link Error}</td><td>a thread of this object met it while it worked for the subscription</td></tr>
 *   <tr><td>nothing more</td><td>it cancelled, or threw, which counts as cancelling</td></tr>
 * </table>
 *
 * <h2>What is shared, and who owns it</h2>
 * {@code tails} has one {@link StreamTail} per stream that has subscriptions. They join and leave within the map's atomic
 * operations, so a tail is in the map exactly while it has subscriptions, and looks at the store exactly as long: by its own
 * count, not by a look into the map, which may not show it yet. {@code open} has all subscriptions, to be ended by
 * {@link #close}; one that is added while that happens finds {@code closed} set after it was added, and ends itself.
 * {@code notices} is replaced once, when the first subscription begins.
 */
public final class Subscriptions implements HeadListener, AutoCloseable {

    private static final long LONGEST_LOOK = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_LOOK_WITH_NOTICES = Duration.ofSeconds(1).toNanos();

    private final EventStore store;
    private final SubscriptionExecutor executor;
    private final SequencerObserver observer;
    private final ConcurrentMap<StreamId, StreamTail> tails = new ConcurrentHashMap<>();
    private final TailMemory memory = new TailMemory(tails::size);
    private final Set<FeedSource> feeds = new CopyOnWriteArraySet<>();
    private final Set<HeadListener> listeners = new CopyOnWriteArraySet<>();
    private final Set<EventSubscription> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong erasures = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile HeadWatch notices = HeadWatch.NONE;
    private boolean watching;
    private volatile boolean closed;

    Subscriptions(EventStore store, SubscriptionExecutor executor) {
        this(store, executor, SequencerObserver.NONE);
    }

    private Subscriptions(EventStore store, SubscriptionExecutor executor, SequencerObserver observer) {
        this.store = store;
        this.executor = executor;
        this.observer = observer;
    }

    /** Makes subscriptions to what is in a store. Closing them does not close the store. */
    public static Subscriptions over(EventStore store) {
        return over(store, SequencerObserver.NONE);
    }

    /**
     * Makes subscriptions likewise.
     *
     * @param observer is told when subscriptions begin and end; must not throw
     */
    public static Subscriptions over(EventStore store, SequencerObserver observer) {
        return new Subscriptions(
                Objects.requireNonNull(store, "store"),
                new SubscriptionExecutor(),
                Objects.requireNonNull(observer, "observer"));
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

    /**
     * Calls {@code handler} with each event of a stream, in order, by one thread at a time. It may block: then its events wait in
     * the store.
     *
     * @param from the first sequence number; 0 means 1; one past the head waits for it
     * @param policy what happens when the handler throws
     * @return what ends it, and tells of its end
     */
    public Following follow(StreamId stream, long from, Consumer<? super SequencedEvent> handler, FollowPolicy policy) {
        Follower follower = new Follower(handler, policy);
        stream(stream, from).subscribe(follower);
        return follower;
    }

    /** Returns a feed of all streams. */
    public Feed feed() {
        return feed(FeedScope.ALL);
    }

    /** Returns a feed of a tenant's streams. */
    public Feed feed(UUID tenantId) {
        return feed(FeedScope.of(tenantId));
    }

    /**
     * Tells {@code listener} how far streams come, by any writer: of this process's appends within milliseconds, and of others'
     * what the store tells of them.
     */
    public HeadWatch watch(HeadListener listener) {
        watch();
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return new HeadWatch() {
            @Override
            public boolean areFlowing() {
                return notices.areFlowing();
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

    /**
     * Sees to it that no subscription delivers from now on what an erasure has erased, which is durable: what is held of the stream in
     * memory for all is forgotten, and each subscription looks through what it holds itself. The order is what makes that complete: what
     * is read from the store after this call began is erased already, what was in memory is gone before subscriptions are told, and
     * what one of them took before that it holds when it is told. Telling it again does nothing.
     */
    public void erased(StreamId stream, RecordedErasure erasure) {
        erasures.incrementAndGet();
        StreamTail tail = tails.get(stream);
        if (tail != null) {
            tail.erased(erasure);
        }
        open.forEach(subscription -> subscription.erased(stream, erasure));
    }

    /**
     * A number that rises with each erasure that is told of here: by this process for any stream, and for a stream that has a subscription,
     * by whichever process. One erasure may raise it more than once, as by its eraser and by each reader that meets its record.
     */
    public long erasures() {
        return erasures.get();
    }

    /** Ends all subscriptions with {@link SequencerClosedException}. Does not wait for subscribers. Closing again does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        try {
            notices.close();
        } finally {
            endAll();
        }
    }

    private void endAll() {
        try {
            open.forEach(subscription -> subscription.fail(new SequencerClosedException()));
        } finally {
            executor.close();
        }
    }

    private Feed feed(FeedScope scope) {
        return new Feed(
                store,
                scope,
                (wanted, checkpoint) -> subscriber -> subscribe(subscriber, () -> sourceOf(wanted, checkpoint)));
    }

    private void tellAll(StreamId stream, long head) {
        feeds.forEach(feed -> feed.reached(stream, head));
        listeners.forEach(listener -> listener.reached(stream, head));
    }

    private void subscribe(Subscriber<? super SequencedEvent> subscriber, Supplier<EventSource> sources) {
        Objects.requireNonNull(subscriber, "subscriber");
        executor.start();
        watch();
        EventSubscription subscription = new EventSubscription(subscriber, sources.get(), executor, this::ended);
        open.add(subscription);
        observer.subscriptionStarted();
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

    private void ended(EventSubscription subscription) {
        open.remove(subscription);
        observer.subscriptionEnded(new SubscriptionEnded(subscription.failure()));
    }

    private EventSource sourceOf(StreamId stream, long from) {
        StreamTail tail = tails.compute(stream, (id, known) -> (known == null ? tailOf(id) : known).joined());
        tail.keepLooking();
        return new StreamSource(stream, tail, from, waker -> leave(stream, waker));
    }

    private StreamTail tailOf(StreamId stream) {
        return new StreamTail(stream, store, executor, memory, this::longestLook, this::erased);
    }

    private void leave(StreamId stream, Runnable waker) {
        StreamTail left = tails.computeIfPresent(stream, (id, tail) -> tail.left(waker) ? null : tail);
        if (left != null) {
            left.wakeAnother();
        }
    }

    private long longestLook() {
        return notices.areFlowing() ? LONGEST_LOOK_WITH_NOTICES : LONGEST_LOOK;
    }

    private EventSource sourceOf(FeedScope scope, FeedCheckpoint checkpoint) {
        FeedSource source = new FeedSource(new FeedReader(store, scope, checkpoint), executor, feeds::remove);
        feeds.add(source);
        source.keepLooking();
        return source;
    }

    private void watch() {
        lock.lock();
        try {
            if (!watching && !closed) {
                notices = store.watchHeads(this);
                watching = true;
            }
        } finally {
            lock.unlock();
        }
    }
}
