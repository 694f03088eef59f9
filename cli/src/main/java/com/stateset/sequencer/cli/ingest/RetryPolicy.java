package com.stateset.sequencer.cli.ingest;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait between attempts: twice as long each time, less up to a half at random, so that clients that failed
 * together do not come back together.
 *
 * @param first the first pause
 * @param longest the longest pause
 * @param total when to give up: after so much time on one batch
 */
public record RetryPolicy(Duration first, Duration longest, Duration total) {

    /** Pauses of a quarter of a second up to five seconds. */
    public static RetryPolicy lasting(Duration total) {
        return new RetryPolicy(Duration.ofMillis(250), Duration.ofSeconds(5), total);
    }

    /** The pause after the given failure, counted from 1. */
    Duration pause(int failure) {
        long doubled = first.toMillis() << Math.min(failure - 1, 20);
        long bounded = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }
}
