package com.stateset.sequencer.projection.runner;

import com.stateset.sequencer.event.StreamId;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The streams that have something new, for one thread that waits for them. Thread-safe.
 *
 * <p>A set and a flag under one lock: a stream that is added after {@link #take} is there at the next
 * {@link #await}, which then returns at once. So nothing that is added is slept over. Waits end at a
 * deadline, or when this is closed.
 */
final class Wakeups {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Set<StreamId> streams = new HashSet<>();
    private boolean closed;

    void add(StreamId stream) {
        lock.lock();
        try {
            if (streams.add(stream)) {
                woken.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes what has come so far. */
    Set<StreamId> take() {
        lock.lock();
        try {
            Set<StreamId> taken = Set.copyOf(streams);
            streams.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something comes, or this is closed, or the time is over. */
    void await(long nanos) {
        await(nanos, false);
    }

    /** Waits until this is closed, or the time is over. */
    void pause(long nanos) {
        await(nanos, true);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos, boolean ignoringStreams) {
        long nanosLeft = nanos;
        lock.lock();
        try {
            while (!closed && nanosLeft > 0 && (ignoringStreams || streams.isEmpty())) {
                nanosLeft = woken.awaitNanos(nanosLeft);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a projection's thread was interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
