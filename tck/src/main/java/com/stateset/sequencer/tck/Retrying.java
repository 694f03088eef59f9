package com.stateset.sequencer.tck;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The one place where tests wait for what is not signalled: by looking again, up to a deadline. */
public final class Retrying {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Retrying() {}

    /**
     * Returns once the condition holds.
     *
     * @throws AssertionError saying that {@code what} did not come about within the limit
     */
    public static void await(String what, Duration limit, BooleanSupplier condition) {
        if (!comesAbout(limit, condition)) {
            throw new AssertionError(what + " did not come about within " + limit);
        }
    }

    /** Returns true once the condition holds, or false if it does not within the limit. */
    public static boolean comesAbout(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long waited = System.nanoTime() - start;
            if (waited > limit.toNanos()) {
                return false;
            }
            // Looking costs what is waited for its processor: who has waited long can wait a tenth of that more.
            LockSupport.parkNanos(Math.max(PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, waited / 10)));
        }
        return true;
    }

    /** Lets a little time pass before one looks again. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
