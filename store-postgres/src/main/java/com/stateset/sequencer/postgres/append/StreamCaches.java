package com.stateset.sequencer.postgres.append;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.spi.PlannedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What this process knows of streams from its own last append to each. Thread-safe.
 *
 * <p><b>Ownership.</b> A {@link StreamCache} is not thread-safe, and no lock guards it: it has one owner at a
 * time instead. An append removes it from here, which is atomic; reads it, changes it, and puts it back when it
 * has succeeded. An append that comes meanwhile finds nothing and goes the slow path. Whatever goes wrong in
 * between forgets the cache, because it is not put back: there is no code that would have to undo half a
 * change.
 *
 * <p><b>Two that put back.</b> Two appends to a stream may each have made a cache of it under the lock, one
 * after the other; then the one that is put back last stays, and it may be the older one. It is stale then,
 * like one that another process has overtaken, and its fence will be lost once.
 *
 * <p><b>Forgetting.</b> The map is replaced, not cleared: what was taken out before goes back into the map it
 * came from, where nobody looks any more. So a cache that was made on a session of before cannot come back
 * after {@link #forget}. The field is volatile, and an append reads it once.
 *
 * <p><b>Evicting.</b> By weight, least useful first. What is evicted costs the stream one trip on the slow
 * path.
 */
final class StreamCaches {

    /** Counted in entities, at some 200 bytes each. */
    private static final long CAPACITY = 500_000;

    private volatile Cache<StreamId, StreamCache> caches = empty();

    /** Takes out what is known of {@code streams}: from now on the caller's alone, until it is put back or lost. */
    Taken take(Collection<StreamId> streams) {
        Cache<StreamId, StreamCache> from = caches;
        Map<StreamId, StreamCache> known = new HashMap<>();
        for (StreamId stream : streams) {
            StreamCache cache = from.asMap().remove(stream);
            if (cache != null) {
                known.put(stream, cache);
            }
        }
        return new Taken(from, known);
    }

    /** Forgets everything, and also what is taken out and put back later. */
    void forget() {
        caches = empty();
    }

    /**
     * A cache counts for its entities and one more. Weighed when it is put back, so one in use may grow without
     * being counted.
     */
    private static Cache<StreamId, StreamCache> empty() {
        return Caffeine.newBuilder()
                .maximumWeight(CAPACITY)
                .weigher((StreamId stream, StreamCache cache) -> 1 + cache.entities())
                .build();
    }

    /**
     * What an append knows. The map is the append's own: it adds the caches of streams it has read under the
     * lock.
     *
     * @param from where it was taken from, and goes back to
     * @param known of some of the streams
     */
    record Taken(Cache<StreamId, StreamCache> from, Map<StreamId, StreamCache> known) {

        /** Notes what was stored, and gives the caches back; not reached if anything failed. */
        void remember(AppendPlan plan) {
            for (HeadAdvance move : plan.advances()) {
                of(move.stream()).advanced(move.tree().after());
            }
            for (PlannedEvent row : plan.events()) {
                of(row.event().stream()).stored(row);
            }
            from.putAll(known);
        }

        private StreamCache of(StreamId stream) {
            return Objects.requireNonNull(known.get(stream));
        }
    }
}
