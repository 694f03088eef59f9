package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A task that runs soon after it is asked for, but not more often than its pace allows. Thread-safe. */
final class PacedTask {

    private final Couriers couriers;
    private final long paceNanos;
    private final Runnable task;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long last;

    PacedTask(Couriers couriers, Duration pace, Runnable task) {
        this.couriers = couriers;
        this.paceNanos = pace.toNanos();
        this.task = task;
        this.last = System.nanoTime() - paceNanos;
    }

    /** Sees to it that the task begins after this call, once. */
    void ask() {
        askAfter(0);
    }

    /** Sees to it that the task begins some time after this call, once. */
    void askAfter(long nanos) {
        if (due.compareAndSet(false, true)) {
            long left = Math.max(nanos, last + paceNanos - System.nanoTime());
            if (left <= 0) {
                couriers.execute(this::run);
            } else {
                couriers.later(left, this::run);
            }
        }
    }

    private void run() {
        last = System.nanoTime();
        due.set(false);
        task.run();
    }
}
