package com.stateset.sequencer.postgres.keys;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks something up once for all who ask at the same time, and never answers with what may be older than the question. Thread-safe.
 *
 * <p>This is why it is no cache, and not the usual single flight either, which lets a caller share a look that is under way: such
 * a look may have read before a change that the caller has already been told of, such as the revocation of a key. Here a caller
 * shares only a look that <em>began</em> after it had asked. Callers that come during a look wait for it to end; the first of
 * them then looks, and all the others take its result. So {@code n} callers cost at most two looks, one after the other.
 *
 * <p>What must hold, per key: {@code begun} counts the looks, and is raised before a look reads anything. A caller notes it before
 * it waits for its turn; a look with a higher number began after that note. A look that fails counts as well, so a database that
 * is away costs all who wait one timeout, not one each; every caller gets an exception of its own. One that dies of an
 * {@link Error} does not count, and the next caller looks. The wait ends when the look before it does: looks have deadlines.
 *
 * <p>The flights of a key live as long as somebody is in {@link #get}: the cache holds them weakly.
 */
final class SingleFlight<K, V> {

    private final Function<K, V> look;
    private final UnaryOperator<RuntimeException> copy;
    private final LoadingCache<K, Flights> flights =
            Caffeine.newBuilder().weakValues().build(key -> new Flights());

    /**
     * Makes one.
     *
     * @param look reads what is there now
     * @param copy an exception of the same kind, for another caller, with the given one as its cause
     */
    SingleFlight(Function<K, V> look, UnaryOperator<RuntimeException> copy) {
        this.look = look;
        this.copy = copy;
    }

    /** What is there at some moment between the call and its return. */
    V get(K key) {
        return flights.get(key).get(key);
    }

    private final class Flights {

        private final ReentrantLock turn = new ReentrantLock();
        private final AtomicLong begun = new AtomicLong();
        private long ended;
        private @Nullable Supplier<V> result;

        private V get(K key) {
            long begunBefore = begun.get();
            turn.lock();
            try {
                if (result != null && ended > begunBefore) {
                    return result.get();
                }
                return look(key);
            } finally {
                turn.unlock();
            }
        }

        private V look(K key) {
            long mine = begun.incrementAndGet();
            try {
                V seen = look.apply(key);
                result = () -> seen;
                ended = mine;
                return seen;
            } catch (RuntimeException e) {
                result = () -> {
                    throw copy.apply(e);
                };
                ended = mine;
                throw e;
            }
        }
    }
}
