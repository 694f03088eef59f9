package com.stateset.sequencer.postgres;

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

    private final Cache<StreamId, StreamCache> caches = Caffeine.newBuilder()
            .maximumWeight(CAPACITY)
            .weigher((StreamId stream, StreamCache cache) -> 1 + cache.entities())
            .build();

    /** Takes out what is known of {@code streams}: a smaller map than asked for if something is not. */
    Map<StreamId, StreamCache> take(Collection<StreamId> streams) {
        Map<StreamId, StreamCache> taken = new HashMap<>();
        for (StreamId stream : streams) {
            StreamCache cache = caches.asMap().remove(stream);
            if (cache != null) {
                taken.put(stream, cache);
            }
        }
        return taken;
    }

    /** Forgets everything. */
    void forget() {
        caches.invalidateAll();
    }

    void put(Map<StreamId, StreamCache> known) {
        caches.putAll(known);
    }
}
