package com.stateset.sequencer.projection.runner;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something that is to be done at intervals. Not thread-safe. */
final class Due {

    private final long intervalNanos;
    private long next;

    /** For the first time at once. */
    Due(Duration interval) {
        this.intervalNanos = Math.min(TimeUnit.NANOSECONDS.convert(interval), TimeUnit.DAYS.toNanos(365));
        now();
    }

    /** Whether the time has come; if so, the next interval begins. */
    boolean isDue() {
        boolean due = isOver();
        if (due) {
            next = System.nanoTime() + intervalNanos;
        }
        return due;
    }

    /** Whether the time has come. */
    boolean isOver() {
        return nanosLeft() == 0;
    }

    /** Makes it due. */
    void now() {
        next = System.nanoTime();
    }

    long nanosLeft() {
        return Math.max(0, next - System.nanoTime());
    }
}
