package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What of a stream waits in memory for one client, in bytes: no more than {@link #MOST_BYTES} (or one event), and only what the {@link
 * StreamMemory} of all clients has room for.
 *
 * <p>A subscription is asked for events, and events have any size. So what does not fit is left in the store: the window is then {@link
 * State#FULL}, takes nothing more, and its subscription is cancelled. What it took before is still handed out, and another window may
 * begin behind that. It asks for one event first, and for as many as should fit once it has seen one, so that this is rare.
 *
 * <p>What must hold: memory is taken when an event is taken in, and given back when the event has been {@linkplain #written written},
 * or by {@link #close}. Both happen under the lock, so that nothing is given back twice; an event that comes after the end is dropped.
 * Written to by the subscription's thread, read by the client's; thread-safe.
 */
final class EventWindow implements Subscriber<SequencedEvent> {

    static final long MOST_BYTES = 256 << 10;

    private static final int MOST_EVENTS = 32;

    /** How it goes on after the events that are here. */
    enum State {
        OPEN,
        FULL,
        ENDED
    }

    private final StreamMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SequencedEvent> waiting = new ArrayDeque<>();
    private @Nullable Subscription subscription;
    private State state = State.OPEN;
    private @Nullable Throwable failure;
    private long bytes;
    private int reserved;
    private int prepaid;
    private int missedCost;
    private long missedNumber;
    private int requested;

    /**
     * Makes a window.
     *
     * @param memory what all clients may hold
     * @param prepaid what has been taken from it for the first event
     */
    EventWindow(StreamMemory memory, int prepaid) {
        this.memory = memory;
        this.prepaid = prepaid;
        this.reserved = prepaid;
    }

    @Override
    public void onSubscribe(Subscription given) {
        lock.lock();
        try {
            subscription = given;
            requested = 1;
        } finally {
            lock.unlock();
        }
        given.request(1);
    }

    @Override
    public void onNext(SequencedEvent event) {
        lock.lock();
        try {
            requested--;
            if (state != State.OPEN) {
                return;
            }
            long weight = StreamMemory.bytes(event);
            if ((waiting.isEmpty() || bytes + weight <= MOST_BYTES) && reserve(memory.cost(event))) {
                bytes += weight;
                waiting.add(event);
            } else {
                missedCost = memory.cost(event);
                missedNumber = event.sequenceNumber();
                state = State.FULL;
                cancel();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what has come before is still handed out. */
    @Override
    public void onError(Throwable cause) {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.ENDED;
                failure = cause;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Takes nothing more, and hands out nothing more. */
    void end() {
        lock.lock();
        try {
            state = State.ENDED;
            waiting.clear();
            changed.signalAll();
            cancel();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next event; null if none comes within {@code most}, or before the state changes. */
    @Nullable
    SequencedEvent next(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (waiting.isEmpty() && state == State.OPEN && left > 0) {
                left = changed.awaitNanos(left);
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    State state() {
        lock.lock();
        try {
            return waiting.isEmpty() ? state : State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Why no more events come, if the subscription has failed. */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** What the event costs that did not fit, in KiB; 0 if all fitted, or the next one to be written stands behind it. */
    int missed(long next) {
        lock.lock();
        try {
            return missedNumber < next ? 0 : missedCost;
        } finally {
            lock.unlock();
        }
    }

    /** An event that was handed out takes no more memory; more may come. */
    void written(SequencedEvent event) {
        int more = 0;
        Subscription from;
        lock.lock();
        try {
            bytes = Math.max(0, bytes - StreamMemory.bytes(event));
            int cost = Math.min(reserved, memory.cost(event));
            reserved -= cost;
            memory.giveBack(cost);
            int fitting = (int) Math.min(MOST_EVENTS, Math.max(1, MOST_BYTES / StreamMemory.bytes(event)));
            from = subscription;
            if (state == State.OPEN && requested + waiting.size() <= fitting / 2) {
                more = fitting - requested - waiting.size();
                requested += more;
            }
        } finally {
            lock.unlock();
        }
        if (more > 0 && from != null) {
            from.request(more);
        }
    }

    /** Gives back all that is reserved. */
    void close() {
        lock.lock();
        try {
            end();
            memory.giveBack(reserved);
            reserved = 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean reserve(int cost) {
        int missing = cost - prepaid;
        if (missing > 0 && !memory.tryTake(missing)) {
            return false;
        }
        reserved += Math.max(0, missing);
        prepaid = Math.max(0, -missing);
        return true;
    }

    private void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
