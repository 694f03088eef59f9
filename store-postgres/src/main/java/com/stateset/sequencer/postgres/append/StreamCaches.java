package com.stateset.sequencer.postgres.append;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.HeadAdvance;
import com.stateset.sequencer.spi.PlannedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * <p><b>Evicting.</b> By the bytes they take, least useful first, in two steps:
 *
 * <ul>
 *   <li>Beyond a sixteenth of the heap ({@link StreamKeys#HEAP_SHARE}), caches are evicted to where they are kept without the
 *       versions of entities. That costs nothing but for an entity that comes again, which sends its group, and the next one of its
 *       stream, on the slow path.
 *   <li>Beyond an eighth there, they are forgotten. That costs each stream one trip on the slow path, and with it the group: of
 *       groups of 30 streams every fourth goes there if one stream in a hundred is not remembered.
 * </ul>
 */
final class StreamCaches {

    private final long whole;
    private final long bare;
    private volatile Caches caches;

    StreamCaches() {
        this(StreamKeys.HEAP_SHARE, 2 * StreamKeys.HEAP_SHARE);
    }

    /**
     * Remembers nothing yet.
     *
     * @param whole how many bytes caches may take with their versions
     * @param bare how many bytes caches may take without
     */
    StreamCaches(long whole, long bare) {
        this.whole = whole;
        this.bare = bare;
        this.caches = Caches.empty(whole, bare);
    }

    /** Takes out what is known of {@code streams}: from now on the caller's alone, until it is put back or lost. */
    Taken take(Collection<StreamId> streams) {
        Caches from = caches;
        Map<StreamId, StreamCache> known = new HashMap<>();
        for (StreamId stream : streams) {
            StreamCache cache = from.remove(stream);
            if (cache != null) {
                known.put(stream, cache);
            }
        }
        return new Taken(from, known);
    }

    /** Forgets everything, and also what is taken out and put back later. */
    void forget() {
        caches = Caches.empty(whole, bare);
    }

    /** How many streams are remembered, about, once what is beyond the bounds has been evicted. */
    long size() {
        Caches now = caches;
        now.whole.cleanUp();
        now.bare.cleanUp();
        return now.whole.estimatedSize() + now.bare.estimatedSize();
    }

    /**
     * Where caches are while nobody owns them. What is evicted from the first is put into the second before another thread finds
     * that it is gone: that happens within the atomic step that removes it. So who looks into the first, then into the second,
     * misses none. Weighed when they are put back, so one in use may grow without being counted.
     *
     * @param whole those with the versions that they know
     * @param bare those without
     */
    private record Caches(Cache<StreamId, StreamCache> whole, Cache<StreamId, StreamCache> bare) {

        static Caches empty(long whole, long bare) {
            Cache<StreamId, StreamCache> second = weighed(bare).build();
            Cache<StreamId, StreamCache> first = weighed(whole)
                    .evictionListener((stream, cache, cause) -> keepBare(stream, cache, second))
                    .build();
            return new Caches(first, second);
        }

        /** Kept in order by those who use it: a thread that is woken for that takes longer than the work. */
        private static Caffeine<StreamId, StreamCache> weighed(long bytes) {
            return Caffeine.newBuilder()
                    .executor(Runnable::run)
                    .maximumWeight(bytes)
                    .weigher((StreamId stream, StreamCache cache) -> cache.bytes());
        }

        private static void keepBare(
                @Nullable StreamId stream, @Nullable StreamCache cache, Cache<StreamId, StreamCache> bare) {
            if (stream != null && cache != null) {
                cache.forgetVersions();
                bare.put(stream, cache);
            }
        }

        /** From both, so that none of before is left where two have put one back. */
        @Nullable
        StreamCache remove(StreamId stream) {
            StreamCache cache = whole.asMap().remove(stream);
            StreamCache evicted = bare.asMap().remove(stream);
            return cache != null ? cache : evicted;
        }
    }

    /**
     * What an append knows. The map is the append's own: it adds the caches of streams it has read under the
     * lock.
     *
     * @param from where it was taken from, and goes back to
     * @param known of some of the streams
     */
    record Taken(Caches from, Map<StreamId, StreamCache> known) {

        /** Notes what was stored, and gives the caches back; not reached if anything failed. */
        void remember(AppendPlan plan, EntityKeys entities) {
            for (HeadAdvance move : plan.advances()) {
                of(move.stream()).advanced(move.tree().after());
            }
            for (PlannedEvent row : plan.events()) {
                of(row.event().stream()).stored(row, entities);
            }
            from.whole.putAll(known);
        }

        private StreamCache of(StreamId stream) {
            return Objects.requireNonNull(known.get(stream));
        }
    }
}
