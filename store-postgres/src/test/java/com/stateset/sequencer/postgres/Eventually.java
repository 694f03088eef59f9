package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is not signalled, by looking again, up to a deadline. */
public final class Eventually {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Eventually() {}

    /** Returns once the condition holds. */
    public static void holds(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(what + " did not come about within " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Tries again until an answer comes, as a client does whose server is away or whose stream is held. */
    public static <T> T answered(Supplier<T> call) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (StoreUnavailableException | StreamBusyException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("no answer within " + LIMIT, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
