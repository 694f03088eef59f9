package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's subscription. Holds the page it last got from its source, and asks for another only when the subscriber has
 * taken that and wants more.
 *
 * <h2>Turns</h2>
 * Everything that touches the subscriber, the source or the page happens in <em>turns</em>, on the threads of the executor, one at
 * a time. Any thread may want something done, at any moment: the subscriber that requests or cancels, also from within
 * {@code onNext}; the source, when there is something to read; the timer after a pause; {@code close}. It sets one of the atomic
 * fields ({@code demand}, {@code cancelled}, {@code failure}) and then {@linkplain #wake wakes} the subscription:
 *
 * <pre>
 *             wake: a turn is queued              turn begins
 *     IDLE ────────────────────────────► RUNNING ◄─────────── WOKEN
 *       ▲                                   │  │                ▲
 *       └──────── turn has no more to do ───┘  └──── wake ──────┘   a turn that ends in WOKEN queues the next one
 * </pre>
 *
 * <p>What must hold:
 * <ul>
 *   <li>At most one turn is queued or runs: only the change from IDLE queues one, and a turn that queues its successor has ended.
 *       So the plain fields need no lock; the executor's queue hands them from thread to thread.
 *   <li>No wake-up is lost: a turn enters RUNNING before it reads the fields, and leaves only from RUNNING to IDLE. Who sets a
 *       field after that was read finds RUNNING, and makes it WOKEN.
 *   <li>It starts in RUNNING, so that nothing reaches the subscriber before {@code onSubscribe} has returned and
 *       {@link #start} queues the first turn.
 *   <li>After {@link #end} the subscriber is null, and the state stays what it is: no turn comes any more, and nothing is held.
 *   <li>An erasure that was told of is applied to what is left of the page before the next event is delivered. The page is a copy: what
 *       others hold of the same events they look through themselves.
 *   <li>Whatever a turn throws ends the subscription with {@code onError}: no subscriber waits forever.
 * </ul>
 */
final class EventSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EventSubscription.class);

    /** After so many events others have their turn. */
    private static final int TURN = 1024;

    private static final Backoffs UNAVAILABLE = new Backoffs(Duration.ofMillis(10), Duration.ofSeconds(1));
    private static final SequencedEvent[] NO_PAGE = {};

    private enum State {
        IDLE,
        RUNNING,
        WOKEN
    }

    private final EventSource source;
    private final SubscriptionExecutor executor;
    private final Consumer<EventSubscription> ended;
    private final Runnable waker = this::wake;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Queue<Told> erasures = new ConcurrentLinkedQueue<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private volatile boolean cancelled;

    private @Nullable Subscriber<? super SequencedEvent> subscriber;
    private SequencedEvent[] page = NO_PAGE;
    private int taken;
    private int unavailable;
    private boolean pausing;
    private long pausedUntil;

    EventSubscription(
            Subscriber<? super SequencedEvent> subscriber,
            EventSource source,
            SubscriptionExecutor executor,
            Consumer<EventSubscription> ended) {
        this.subscriber = subscriber;
        this.source = source;
        this.executor = executor;
        this.ended = ended;
    }

    /** Begins; call it once, after {@code onSubscribe} has returned. */
    void start() {
        executor.execute(this::turn);
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("a subscriber requested " + n + " events; it must be 1 or more"));
        } else {
            demand.accumulateAndGet(n, EventSubscription::saturatedSum);
            wake();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    /** Ends with an error, unless it has ended. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        wake();
    }

    /**
     * Learns of an erasure: no event that it covers is delivered with its payload once this has returned. One that the subscriber is
     * being given at the moment is not called back.
     */
    void erased(StreamId stream, RecordedErasure erasure) {
        if (source.reads(stream)) {
            erasures.add(new Told(stream, erasure));
            wake();
        }
    }

    /** Within a turn: empties the page of what was erased since it was read. */
    private void dropErased() {
        for (Told told = erasures.poll(); told != null; told = erasures.poll()) {
            for (int i = taken; i < page.length; i++) {
                if (page[i].event().stream().equals(told.stream) && told.erasure.covers(page[i])) {
                    page[i] = page[i].withPayload(new Payload.Erased());
                }
            }
        }
    }

    /** What has ended it, or will; empty if its subscriber has cancelled it. */
    Optional<Throwable> failure() {
        return cancelled ? Optional.empty() : Optional.ofNullable(failure.get());
    }

    private void wake() {
        if (state.getAndUpdate(now -> now == State.IDLE ? State.RUNNING : State.WOKEN) == State.IDLE) {
            executor.execute(this::turn);
        }
    }

    private void turn() {
        state.set(State.RUNNING);
        Subscriber<? super SequencedEvent> receiver = subscriber;
        if (receiver == null) {
            return;
        }
        try {
            dropErased();
            Throwable cause = failure.get();
            if (cancelled || cause != null) {
                end(receiver, cancelled ? null : cause);
                return;
            }
            if (!deliver(receiver) && state.compareAndSet(State.RUNNING, State.IDLE)) {
                return;
            }
        } catch (Throwable e) {
            LOG.error("A turn of a subscription failed; it ends", e);
            failure.compareAndSet(null, e);
        }
        executor.execute(this::turn);
    }

    /** Delivers what is wanted; returns whether there is more to do. */
    private boolean deliver(Subscriber<? super SequencedEvent> receiver) {
        if (pausing && System.nanoTime() - pausedUntil < 0) {
            return false;
        }
        pausing = false;
        long wanted = Math.min(demand.get(), TURN);
        long delivered = 0;
        try {
            while (delivered < wanted && !isEnding()) {
                if (taken == page.length && !turnPage()) {
                    return false;
                }
                delivered += deliverPage(receiver, wanted - delivered);
            }
        } catch (Throwable e) {
            failed(receiver, e);
            return !pausing;
        } finally {
            demand.addAndGet(-delivered);
        }
        return isEnding() || demand.get() > 0;
    }

    /** Hundreds of subscribers of a busy stream spend their time here. */
    private int deliverPage(Subscriber<? super SequencedEvent> receiver, long most) {
        SequencedEvent[] events = page;
        int first = taken;
        int end = (int) Math.min(events.length, first + most);
        int at = first;
        try {
            while (at < end && !isEnding()) {
                if (!erasures.isEmpty()) {
                    taken = at;
                    dropErased();
                }
                receiver.onNext(events[at]);
                at++;
            }
        } finally {
            taken = at;
        }
        return at - first;
    }

    /** A subscriber that throws breaks its rules, and is cancelled; a follower says what it wants. */
    private void failed(Subscriber<? super SequencedEvent> receiver, Throwable thrown) {
        if (!(receiver instanceof Follower follower)) {
            LOG.error("A subscriber failed; its subscription is cancelled", thrown);
            cancelled = true;
            return;
        }
        FollowPolicy.Decision decision = follower.failed(page[taken], thrown);
        switch (decision.action()) {
            case STOP -> fail(thrown);
            case SKIP -> taken++;
            case RETRY -> pause(TimeUnit.NANOSECONDS.convert(decision.pause()));
        }
    }

    private void pause(long nanos) {
        pausing = true;
        pausedUntil = System.nanoTime() + nanos;
        executor.later(nanos, waker);
    }

    private boolean turnPage() {
        page = NO_PAGE;
        taken = 0;
        try {
            page = source.next(waker).toArray(NO_PAGE);
            unavailable = 0;
        } catch (StoreUnavailableException e) {
            LOG.debug("A subscription waits for its store", e);
            unavailable++;
            pause(UNAVAILABLE.nanos(unavailable));
        } catch (Throwable e) {
            fail(e);
        }
        return page.length > 0;
    }

    private boolean isEnding() {
        return cancelled || failure.get() != null;
    }

    private void end(Subscriber<? super SequencedEvent> receiver, @Nullable Throwable cause) {
        subscriber = null;
        page = NO_PAGE;
        try {
            ended.accept(this);
            source.close();
        } finally {
            if (cause != null) {
                receiver.onError(cause);
            } else if (receiver instanceof Follower follower) {
                follower.cancelled();
            }
        }
    }

    private record Told(StreamId stream, RecordedErasure erasure) {}

    private static long saturatedSum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
