package com.stateset.sequencer.protocol.http;

import com.stateset.sequencer.error.TransportException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How often, and for how long, a call that failed is made again: the one retry policy of everything that talks to a server.
 * Immutable; thread-safe.
 *
 * <p>The pause doubles from one failure to the next, less up to a half at random, so that clients that failed together do not come
 * back together. A server that says how long it wants to be left alone (RFC 9110, {@code Retry-After}) is left alone for at least so
 * long; if that is longer than the time that is left, the call fails at once.
 *
 * <p>The loop itself is Failsafe's. An interrupt ends a pause at once: the call then fails with {@link
 * TransportException.Unreachable}, and the thread's interrupt flag is set.
 *
 * @param first the first pause, positive
 * @param longest the longest pause, not below the first
 * @param total how much time after the first call no further call is begun; null for no limit, zero for one call only
 */
public record Retries(
        Duration first, Duration longest, @Nullable Duration total) {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final int MAX_DOUBLINGS = 20;

    public Retries {
        if (first.isZero() || first.isNegative() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest + " are not possible");
        }
        if (total != null && total.isNegative()) {
            throw new IllegalArgumentException("the time to retry for is negative: " + total);
        }
    }

    /** One call, and no other. */
    public static Retries none() {
        return lasting(Duration.ZERO);
    }

    /** Pauses of a quarter of a second to five seconds, until {@code total} has passed. */
    public static Retries lasting(Duration total) {
        return new Retries(FIRST, LONGEST, Objects.requireNonNull(total, "total"));
    }

    /** Pauses between these bounds, without an end. */
    public static Retries endless(Duration first, Duration longest) {
        return new Retries(first, longest, null);
    }

    /** Whether the same call may succeed a little later: the server was busy or away, or a connection broke. */
    public static boolean mayPass(Throwable failure) {
        return failure instanceof TransportException.Throttled || failure instanceof TransportException.Unreachable;
    }

    /**
     * Makes a call until it succeeds, fails in a way that is not worth another try, or the time is up.
     *
     * @param worthwhile which failures are worth another try
     * @param beforePause called with each such failure and the length of the pause after it
     * @return what the call returned
     * @throws RuntimeException the last failure
     */
    public <T> T call(
            Supplier<T> call,
            Predicate<? super RuntimeException> worthwhile,
            BiConsumer<RuntimeException, Duration> beforePause) {
        try {
            return Failsafe.with(this.<T>policy(worthwhile, beforePause)).get(call::get);
        } catch (FailsafeException e) {
            throw new TransportException.Unreachable("interrupted while waiting to try again", true, e);
        }
    }

    /** The pause after the given failure, counted from 1: at least as long as the server asked for. */
    Duration pause(int failures, @Nullable Throwable failure) {
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long nanos = nanos(first) > (nanos(longest) >> doublings) ? nanos(longest) : nanos(first) << doublings;
        Duration pause = Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
        Duration asked = asked(failure);
        return pause.compareTo(asked) < 0 ? asked : pause;
    }

    private <T> RetryPolicy<T> policy(
            Predicate<? super RuntimeException> worthwhile, BiConsumer<RuntimeException, Duration> beforePause) {
        long start = System.nanoTime();
        RetryPolicyBuilder<T> policy = RetryPolicy.<T>builder()
                .handleIf(failure -> failure instanceof RuntimeException e && worthwhile.test(e))
                .abortIf((result, failure) -> total != null && isTooLong(asked(failure), start))
                .withMaxRetries(Duration.ZERO.equals(total) ? 0 : -1)
                .withDelayFn(context -> pause(context.getAttemptCount(), context.getLastException()))
                .onRetryScheduled(
                        event -> beforePause.accept((RuntimeException) event.getLastException(), event.getDelay()));
        return (total == null || total.isZero() ? policy : policy.withMaxDuration(total)).build();
    }

    private boolean isTooLong(Duration pause, long start) {
        return total != null && nanos(pause) > nanos(total) - (System.nanoTime() - start);
    }

    /** A pause of years is as good as one of centuries, whose nanoseconds no long can hold. */
    private static long nanos(Duration pause) {
        return (pause.compareTo(FOREVER) < 0 ? pause : FOREVER).toNanos();
    }

    private static Duration asked(@Nullable Throwable failure) {
        return failure instanceof TransportException.Throttled throttled ? throttled.retryAfter() : Duration.ZERO;
    }
}
