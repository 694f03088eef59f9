package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.PoolState;
import com.stateset.sequencer.observe.PooledStore;
import com.stateset.sequencer.spi.EventStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The store's pool of connections, under the names that the original sequencer gives them. A store without a pool of its own has one that
 * is always empty: SQLite needs none, and a pool that the program lends is the program's to watch.
 */
final class PoolGauges {

    private static final PoolState NONE = new PoolState(0, 0, 0, 0, 0);

    private PoolGauges() {}

    static List<Meter> bind(Meters meters, EventStore store) {
        Supplier<PoolState> pool =
                () -> store.as(PooledStore.class).flatMap(PooledStore::pool).orElse(NONE);
        List<Meter> bound = new ArrayList<>();
        bound.add(gauge(
                meters,
                pool,
                "active.connections",
                "Connections of the store's pool that are lent",
                PoolState::active));
        bound.add(gauge(
                meters, pool, "idle.connections", "Connections of the store's pool that are idle", PoolState::idle));
        bound.add(gauge(
                meters,
                pool,
                "total.connections",
                "Connections of the store's pool that are open",
                state -> state.active() + state.idle()));
        bound.add(gauge(meters, pool, "max.connections", "Connections that the store's pool may have", PoolState::max));
        bound.add(gauge(
                meters,
                pool,
                "waiting.threads",
                "Threads that wait for a connection of the store's pool",
                PoolState::waiting));
        bound.add(gauge(
                meters, pool, "utilization", "How much of the store's pool is lent: 0 to 1", PoolState::utilization));
        bound.add(FunctionCounter.builder(
                        "sequencer.pool.timeouts", pool, state -> state.get().timeouts())
                .description("How often a thread has waited for a connection of the store's pool in vain")
                .tags(meters.tags())
                .register(meters.registry()));
        bound.add(gauge(
                meters,
                pool,
                "timed.out.acquisitions",
                "The same as sequencer_pool_timeouts_total, under the original's name",
                PoolState::timeouts));
        return bound;
    }

    private static Meter gauge(
            Meters meters,
            Supplier<PoolState> pool,
            String name,
            String description,
            Function<PoolState, Number> value) {
        return meters.gauge("sequencer.pool." + name, description, () -> value.apply(pool.get()));
    }
}
