package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls again and again: soon after something was found, and after twice the pause each time nothing was. Thread-safe.
 *
 * <p>This is what finds the events of other processes, so it must not end by accident. It ends when the poll itself says
 * {@link Found#OVER}, and for no other reason: it does not ask whether the one who started it is still registered somewhere,
 * which may not be so <em>yet</em>; and a poll that throws has found nothing. So a poll may say {@code OVER} only of a state
 * that is final, and that cannot be observed before the loop is started.
 */
final class PollLoop {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

    private static final long FIRST_PAUSE = Duration.ofMillis(5).toNanos();

    /** What a poll has found. */
    enum Found {
        SOMETHING,
        NOTHING,
        OVER
    }

    private final SubscriptionExecutor executor;
    private final LongSupplier longestPauseNanos;
    private final Supplier<Found> poll;
    private final AtomicBoolean started = new AtomicBoolean();

    PollLoop(SubscriptionExecutor executor, LongSupplier longestPauseNanos, Supplier<Found> poll) {
        this.executor = executor;
        this.longestPauseNanos = longestPauseNanos;
        this.poll = poll;
    }

    /** Begins, unless it has begun. Each one that needs the loop calls this, and relies on no other caller. */
    void start() {
        if (started.compareAndSet(false, true)) {
            pollAfter(FIRST_PAUSE);
        }
    }

    private void pollAfter(long nanos) {
        executor.later(nanos, () -> pollNow(nanos));
    }

    private void pollNow(long nanos) {
        Found found = Found.NOTHING;
        long pause = nanos;
        try {
            found = poll.get();
            pause = found == Found.SOMETHING ? FIRST_PAUSE : Math.min(2 * nanos, longestPauseNanos.getAsLong());
        } catch (Throwable e) {
            LOG.warn("Looking for new events failed; looking again", e);
        }
        if (found != Found.OVER) {
            pollAfter(pause);
        }
    }
}
