package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Pauses that double with each attempt, up to the longest. No duration is too long: what exceeds 292 years is 292 years.
 *
 * @param first the pause after the first attempt
 * @param longest what no pause exceeds
 */
record Backoffs(Duration first, Duration longest) {

    Backoffs {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest
                    + " make no sense; they must not be negative, and the longest not the shorter one");
        }
    }

    /** The pause after so many attempts, from 1. */
    long nanos(int attempts) {
        long most = TimeUnit.NANOSECONDS.convert(longest);
        long pause = TimeUnit.NANOSECONDS.convert(first);
        for (int i = 1; i < attempts && pause > 0 && pause < most; i++) {
            pause = pause > most / 2 ? most : 2 * pause;
        }
        return Math.min(pause, most);
    }
}
