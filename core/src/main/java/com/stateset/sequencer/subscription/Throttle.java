package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that runs soon after it is asked for, but not more often than its pace allows: however many ask meanwhile, it runs once
 * for all of them. Thread-safe.
 *
 * <p>What must hold: after each {@link #ask} there is a run that <em>begins</em> later. An ask that finds {@code due} set relies
 * on a run that is scheduled and has not begun, because a run clears the mark before it does anything else; one that finds it
 * cleared schedules its own.
 */
final class Throttle {

    private final SubscriptionExecutor executor;
    private final long paceNanos;
    private final Runnable task;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long last;

    Throttle(SubscriptionExecutor executor, Duration pace, Runnable task) {
        this.executor = executor;
        this.paceNanos = pace.toNanos();
        this.task = task;
        this.last = System.nanoTime() - paceNanos;
    }

    /** Makes the task run once after this call. */
    void ask() {
        askAfter(0);
    }

    /** Makes the task run once, some time after this call. */
    void askAfter(long nanos) {
        if (due.compareAndSet(false, true)) {
            long left = Math.max(nanos, last + paceNanos - System.nanoTime());
            if (left <= 0) {
                executor.execute(this::run);
            } else {
                executor.later(left, this::run);
            }
        }
    }

    private void run() {
        last = System.nanoTime();
        due.set(false);
        task.run();
    }
}
