package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.tck.Retrying;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is not signalled, by looking again, up to a deadline. */
public final class Eventually {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    /** Returns once the condition holds. */
    public static void holds(String what, BooleanSupplier condition) {
        Retrying.await(what, LIMIT, condition);
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
                Retrying.pause();
            }
        }
    }
}
