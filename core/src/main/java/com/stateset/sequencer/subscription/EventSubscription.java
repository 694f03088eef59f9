package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's subscription. Holds what it last got from its source, and asks for more only when the subscriber has taken
 * that and wants more.
 *
 * <p>All that happens, happens in turns on the couriers' threads, one at a time: so the subscriber's methods are never called by
 * two threads at once. Whoever wants something done sets a field and {@link #wake wakes} the subscription.
 */
final class EventSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    /** After so many events others have their turn. */
    private static final int TURN = 1024;

    private static final long FIRST_PAUSE = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private static final SequencedEvent[] NO_PAGE = {};

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int WOKEN_WHILE_RUNNING = 2;

    private final EventSource source;
    private final Couriers couriers;
    private final Consumer<EventSubscription> ended;
    private final Runnable waker = this::wake;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean cancelled;

    /** Running from the start: nothing may reach the subscriber before {@code onSubscribe} has returned. */
    private final AtomicInteger state = new AtomicInteger(RUNNING);

    private @Nullable Subscriber<? super SequencedEvent> subscriber;
    private SequencedEvent[] page = NO_PAGE;
    private int taken;
    private long pause = FIRST_PAUSE;

    EventSubscription(
            Subscriber<? super SequencedEvent> subscriber,
            EventSource source,
            Couriers couriers,
            Consumer<EventSubscription> ended) {
        this.subscriber = subscriber;
        this.source = source;
        this.couriers = couriers;
        this.ended = ended;
    }

    /** Begins; call it once, after {@code onSubscribe} has returned. */
    void start() {
        couriers.execute(this::turn);
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

    private void wake() {
        if (state.getAndUpdate(now -> now == IDLE ? RUNNING : WOKEN_WHILE_RUNNING) == IDLE) {
            couriers.execute(this::turn);
        }
    }

    private void turn() {
        state.set(RUNNING);
        Subscriber<? super SequencedEvent> receiver = subscriber;
        if (receiver == null) {
            return;
        }
        Throwable cause = failure.get();
        if (cancelled) {
            end();
        } else if (cause != null) {
            end();
            receiver.onError(cause);
        } else if (deliver(receiver) || !state.compareAndSet(RUNNING, IDLE)) {
            couriers.execute(this::turn);
        }
    }

    /** Delivers what is wanted; returns whether there is more to do. */
    private boolean deliver(Subscriber<? super SequencedEvent> receiver) {
        long wanted = Math.min(demand.get(), TURN);
        long delivered = 0;
        try {
            while (delivered < wanted && !isEnding()) {
                if (taken == page.length && !turnPage()) {
                    return false;
                }
                delivered += deliverPage(receiver, wanted - delivered);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("A subscriber failed; its subscription is cancelled", e);
            cancelled = true;
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
        while (at < end && !isEnding()) {
            receiver.onNext(events[at]);
            at++;
        }
        taken = at;
        return at - first;
    }

    private boolean turnPage() {
        page = NO_PAGE;
        taken = 0;
        try {
            page = source.next(waker).toArray(NO_PAGE);
            pause = FIRST_PAUSE;
        } catch (StoreUnavailableException e) {
            LOG.debug("A subscription waits for its store", e);
            couriers.later(pause, waker);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        return page.length > 0;
    }

    private boolean isEnding() {
        return cancelled || failure.get() != null;
    }

    private void end() {
        subscriber = null;
        page = NO_PAGE;
        source.close();
        ended.accept(this);
    }

    private static long saturatedSum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
