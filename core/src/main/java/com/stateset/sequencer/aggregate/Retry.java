package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.error.EventsRejectedException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How often to decide anew when another writer came first. Before each new attempt there is a pause of random length, so that writers
 * who met once do not meet again: at most {@code pause} before the second attempt, twice that before the third, and so on up to 32
 * times.
 *
 * @param retries how many attempts may follow on the first one
 * @param pause the longest first pause
 */
public record Retry(int retries, Duration pause) {

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int MOST_DOUBLINGS = 5;

    public Retry {
        if (retries < 0) {
            throw new IllegalArgumentException("retries is " + retries + "; it must be 0 or more");
        }
        if (pause.isNegative() || pause.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("pause is " + pause + "; it must be 0 to 1 minute");
        }
    }

    /** One attempt. */
    public static Retry never() {
        return onConflict(0);
    }

    /** So many attempts after the first, 2 ms apart at most, then 4 ms, and so on. */
    public static Retry onConflict(int retries) {
        return new Retry(retries, PAUSE);
    }

    /** The same with other pauses. */
    public Retry pause(Duration longestFirst) {
        return new Retry(retries, longestFirst);
    }

    /**
     * Pauses before the next attempt.
     *
     * @param before how many retries there have been
     * @throws EventsRejectedException the conflict itself, if there may be no further attempt, or the thread is interrupted: it stays so
     */
    void next(int before, EventsRejectedException conflict) {
        if (before >= retries) {
            throw conflict;
        }
        long most = TimeUnit.NANOSECONDS.convert(pause) << Math.min(before, MOST_DOUBLINGS);
        long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(most + 1);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw conflict;
            }
            LockSupport.parkNanos(left);
        }
    }
}
