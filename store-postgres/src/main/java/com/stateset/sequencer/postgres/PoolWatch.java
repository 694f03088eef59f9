package com.stateset.sequencer.postgres;

import com.stateset.sequencer.observe.PoolState;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Watches the store's own pool: the pool keeps the figures, for a second at a time, and tells when a thread has waited in vain.
 * Thread-safe.
 */
final class PoolWatch implements MetricsTrackerFactory, IMetricsTracker {

    private final LongAdder timeouts = new LongAdder();
    private volatile @Nullable PoolStats stats;

    /** Called by the pool when it opens; a pool that is opened in place of another is the one that is watched from then on. */
    @Override
    public IMetricsTracker create(String poolName, PoolStats poolStats) {
        stats = poolStats;
        return this;
    }

    @Override
    public void recordConnectionTimeout() {
        timeouts.increment();
    }

    Optional<PoolState> state() {
        PoolStats watched = stats;
        return watched == null
                ? Optional.empty()
                : Optional.of(new PoolState(
                        watched.getActiveConnections(),
                        watched.getIdleConnections(),
                        watched.getPendingThreads(),
                        watched.getMaxConnections(),
                        timeouts.sum()));
    }
}
