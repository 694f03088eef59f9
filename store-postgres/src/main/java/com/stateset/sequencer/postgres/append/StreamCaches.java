package com.stateset.sequencer.postgres.append;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What this process knows of streams from its own last append to each. An append takes the knowledge out and puts it back,
 * renewed, when it has succeeded: so nothing is ever used by two threads at once, and whatever goes wrong in between forgets
 * it. Thread-safe.
 */
final class StreamCaches {

    /** Counted in entities, at some 200 bytes each. */
    private static final long CAPACITY = 500_000;

    private volatile Cache<StreamId, StreamCache> caches = empty();

    /** Takes out what is known of {@code streams}. */
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

    private static Cache<StreamId, StreamCache> empty() {
        return Caffeine.newBuilder()
                .maximumWeight(CAPACITY)
                .weigher((StreamId stream, StreamCache cache) -> 1 + cache.entities())
                .build();
    }

    /**
     * What an append knows.
     *
     * @param from where it was taken from, and goes back to
     * @param known of some of the streams
     */
    record Taken(Cache<StreamId, StreamCache> from, Map<StreamId, StreamCache> known) {

        void putBack() {
            from.putAll(known);
        }
    }
}
