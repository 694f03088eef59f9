package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.ReadOptions;
import java.time.Duration;
import java.util.Objects;

/**
 * How a projection is run. Immutable.
 *
 * <pre>{@code
 * ProjectionOptions.defaults().threads(4).failures(FailurePolicy.park())
 * }</pre>
 *
 * <p>The defaults suit a projection that takes a millisecond or less for an event. One that is slow wants a
 * longer lease rather than smaller batches, since a batch ends by itself after a quarter of a lease. More
 * threads help with many streams only: the events of one stream are applied one after the other.
 *
 * @param failures what becomes of an event that the projection throws at
 * @param batchEvents the most events applied in one transaction
 * @param threads how many streams are worked on at once in this process
 * @param lease after how long without a sign of life the streams of a process are taken over by others
 * @param pollInterval how often to look for what other processes appended
 */
public record ProjectionOptions(
        FailurePolicy failures, int batchEvents, int threads, Duration lease, Duration pollInterval) {

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final ProjectionOptions DEFAULTS =
            new ProjectionOptions(FailurePolicy.stop(), 500, 1, Duration.ofSeconds(10), Duration.ofMillis(250));

    public ProjectionOptions {
        Objects.requireNonNull(failures, "failures");
        if (batchEvents < 1 || batchEvents >= ReadOptions.MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "batchEvents is " + batchEvents + "; it must be 1 to " + (ReadOptions.MAX_LIMIT - 1));
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be positive");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("lease is " + lease + "; it must be at least " + SHORTEST_LEASE);
        }
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("pollInterval is " + pollInterval + "; it must be positive");
        }
    }

    /** The options unless told otherwise. */
    public static ProjectionOptions defaults() {
        return DEFAULTS;
    }

    /** Sets what becomes of an event that the projection throws at. Defaults to {@link FailurePolicy#stop()}. */
    public ProjectionOptions failures(FailurePolicy value) {
        return new ProjectionOptions(value, batchEvents, threads, lease, pollInterval);
    }

    /** Sets the most events applied in one transaction. Defaults to 500. */
    public ProjectionOptions batchEvents(int value) {
        return new ProjectionOptions(failures, value, threads, lease, pollInterval);
    }

    /** Sets how many streams are worked on at once in this process. Defaults to 1. */
    public ProjectionOptions threads(int value) {
        return new ProjectionOptions(failures, batchEvents, value, lease, pollInterval);
    }

    /**
     * Sets after how long without a sign of life a process's streams are taken over by others. Defaults to
     * 10 seconds.
     */
    public ProjectionOptions lease(Duration value) {
        return new ProjectionOptions(failures, batchEvents, threads, value, pollInterval);
    }

    /** Sets how often to look for what other processes appended. Defaults to 250 milliseconds. */
    public ProjectionOptions pollInterval(Duration value) {
        return new ProjectionOptions(failures, batchEvents, threads, lease, value);
    }
}
