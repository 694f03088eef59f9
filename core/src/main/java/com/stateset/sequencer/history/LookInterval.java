package com.stateset.sequencer.history;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one caller at most once a second look into the store; the others go by what is known. The first may at once. Thread-safe. */
final class LookInterval {

    /** How long it may take until a process learns that something was accepted in another one. */
    static final Duration LENGTH = Duration.ofSeconds(1);

    private static final long NANOS = TimeUnit.NANOSECONDS.convert(LENGTH);

    private final AtomicLong last = new AtomicLong(System.nanoTime() - NANOS);

    /** Whether the calling thread is to look now. */
    boolean take() {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= NANOS && last.compareAndSet(before, now);
    }
}
