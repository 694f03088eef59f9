package com.stateset.sequencer;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * Lets threads wait until a stream has reached a sequence number. What this process appends wakes them at once; what other
 * processes append is found by looking at the store, at growing intervals.
 *
 * <p>Thread-safe. Costs nothing for streams that nobody waits for.
 *
 * <p>A stream is in the map exactly while it has waiters, because they are counted in and out within the map's atomic operations.
 * A waiter looks at the store itself, on its own thread, after it was counted in: so what was appended before is seen by the look,
 * and what is appended later finds the stream in the map. No one relies on another waiter's look.
 */
final class HeadWaiters {

    private static final long FIRST_POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_POLL_NANOS = Duration.ofMillis(100).toNanos();

    private final ToLongFunction<StreamId> storedHead;
    private final ConcurrentMap<StreamId, Watched> watched = new ConcurrentHashMap<>();

    HeadWaiters(ToLongFunction<StreamId> storedHead) {
        this.storedHead = storedHead;
    }

    /** Tells that {@code stream} is readable up to {@code head}. */
    void reached(StreamId stream, long head) {
        Watched waiting = watched.get(stream);
        if (waiting != null) {
            waiting.raise(head);
        }
    }

    /**
     * Waits until {@code stream} is readable up to {@code sequenceNumber}; false if {@code timeout} passed before. A timeout that is
     * negative is as good as none; one longer than 292 years is as good as that.
     */
    boolean await(StreamId stream, long sequenceNumber, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
        Watched waiting = watched.compute(stream, (id, known) -> (known == null ? new Watched() : known).joined());
        try {
            long poll = FIRST_POLL_NANOS;
            while (waiting.head() < sequenceNumber) {
                waiting.raise(storedHead.applyAsLong(stream));
                long left = deadline - System.nanoTime();
                if (waiting.awaitHead(sequenceNumber, Math.min(left, poll))) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                poll = Math.min(2 * poll, LONGEST_POLL_NANOS);
            }
            return true;
        } finally {
            watched.computeIfPresent(stream, (id, known) -> known.left() ? null : known);
        }
    }

    /** A stream somebody waits for. */
    private static final class Watched {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition raised = lock.newCondition();
        private volatile long head;
        private int waiters;

        private Watched joined() {
            waiters++;
            return this;
        }

        private boolean left() {
            waiters--;
            return waiters == 0;
        }

        private long head() {
            return head;
        }

        private void raise(long reached) {
            lock.lock();
            try {
                if (reached > head) {
                    head = reached;
                    raised.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean awaitHead(long sequenceNumber, long nanos) throws InterruptedException {
            long nanosLeft = nanos;
            lock.lockInterruptibly();
            try {
                while (head < sequenceNumber && nanosLeft > 0) {
                    nanosLeft = raised.awaitNanos(nanosLeft);
                }
                return head >= sequenceNumber;
            } finally {
                lock.unlock();
            }
        }
    }
}
