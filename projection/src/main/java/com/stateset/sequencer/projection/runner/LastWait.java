package com.stateset.sequencer.projection.runner;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A wait for threads that were asked to end: for all of them together no longer than a limit, since what
 * they run may hang. An interrupt does not cut it short, and is passed on when it is over. Not thread-safe.
 */
final class LastWait {

    /** Beyond a lease nothing that a worker does is stored. */
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(30);

    private static final Duration ALLOWANCE = Duration.ofSeconds(2);

    private final long deadline;
    private boolean interrupted;

    private LastWait(Duration limit) {
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Begins to wait for threads that work under such a lease. */
    static LastWait beyond(Duration lease) {
        return new LastWait((lease.compareTo(LONGEST_LEASE) < 0 ? lease : LONGEST_LEASE).plus(ALLOWANCE));
    }

    /** Waits for a thread; one that does not end is interrupted and left. No thread waits for itself. */
    boolean seesEndOf(Thread thread) {
        while (thread.isAlive() && thread != Thread.currentThread()) {
            long nanosLeft = deadline - System.nanoTime();
            if (nanosLeft <= 0) {
                thread.interrupt();
                return false;
            }
            join(thread, nanosLeft);
        }
        return true;
    }

    void isOver() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Thread thread, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }
}
