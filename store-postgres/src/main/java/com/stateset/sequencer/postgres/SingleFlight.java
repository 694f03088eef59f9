package com.stateset.sequencer.postgres;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Looks something up that may have changed a moment ago, once for all who ask at the same time: each gets what was seen, or the
 * failure to see anything, by a look that began after it had asked. Thread-safe.
 */
final class SingleFlight<K, V> {

    private final Function<K, V> look;
    private final LoadingCache<K, Queue> queues =
            Caffeine.newBuilder().weakValues().build(key -> new Queue());

    SingleFlight(Function<K, V> look) {
        this.look = look;
    }

    V at(K key) {
        return queues.get(key).at(key);
    }

    private Supplier<V> outcome(K key) {
        try {
            V seen = look.apply(key);
            return () -> seen;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    /** Those who ask for the same. One of them looks; the others wait for their turn, and then find that it has been done. */
    private final class Queue {

        private final ReentrantLock turn = new ReentrantLock();
        private final AtomicLong begun = new AtomicLong();
        private long ended;
        private Supplier<V> outcome = () -> {
            throw new IllegalStateException("nobody has looked");
        };

        private V at(K key) {
            long begunBefore = begun.get();
            turn.lock();
            try {
                if (ended <= begunBefore) {
                    long mine = begun.incrementAndGet();
                    outcome = outcome(key);
                    ended = mine;
                }
                return outcome.get();
            } finally {
                turn.unlock();
            }
        }
    }
}
