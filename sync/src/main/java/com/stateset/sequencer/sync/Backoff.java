package com.stateset.sequencer.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from one failure to the next, each cut by up to a half at random. Not thread-safe. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration pause;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.pause = first;
    }

    Duration next() {
        Duration current = pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) < 0 ? doubled : longest;
        long nanos = current.toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }

    void reset() {
        pause = first;
    }
}
