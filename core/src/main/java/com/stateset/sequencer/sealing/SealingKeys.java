package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The data keys that new payloads are sealed with: one per entity, for as long as it is remembered. Thread-safe.
 *
 * <h2>Why a remembered key is never one that is gone</h2>
 * Payloads are sealed before they are queued, on many threads and in many processes, and each of these remembers its keys; an erasure
 * destroys an entity's keys in the database. So what is remembered of a stream goes with a number: how many erasures of the stream were
 * known when it was remembered. That number travels with each batch ({@link BatchSeal}), and the transaction of the append compares it
 * with the stream's own, which only the record of an erasure raises, under the same lock. If they differ, nothing is stored, the
 * records that were missed are read, the keys of the entities they name are forgotten, and the batch is sealed anew. What must hold:
 *
 * <ul>
 *   <li>No key here of a stream was stored before the last of the erasures that {@code erasures} counts. So the number is read before
 *       the first key of the stream is put here, and it is raised and keys are forgotten within one hold of the lock. A key is made
 *       and wrapped without the lock; that is safe, since nobody has it before it is put here, and no batch that uses it has left.
 *   <li>A batch takes its keys and its number within one hold of the lock, too.
 *   <li>A key that may not be stored yet travels with each batch that uses it, until one of these has been stored. So a key is stored
 *       with the first payload that needs it, by no statement of its own, and forgetting one here never loses it.
 * </ul>
 *
 * <p>Nothing looks for a key that another process, or this one earlier, has made for the entity: an entity has a few keys rather than
 * every new batch a query. Beyond {@value #MOST} keys, the stream that was used longest ago is forgotten, or the entity, if it is one
 * stream.
 */
final class SealingKeys {

    private static final int MOST = 50_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StreamId, OfStream> streams = new LinkedHashMap<>(16, 0.75f, true);
    private int size;

    /**
     * The keys for a batch.
     *
     * @param keys of each entity
     * @param seal what to send with it
     */
    record Taken(Map<EntityRef, PayloadKey> keys, BatchSeal seal) {}

    /**
     * Returns keys for some entities, as of one moment.
     *
     * @param erasures how many erasures the stream has, for a stream of which nothing is known; read before this is called
     * @param wrap makes of a new key what is stored of it
     */
    Taken take(StreamId stream, Collection<EntityRef> entities, long erasures, Wrapping wrap) {
        Map<EntityRef, Sealing> made = new HashMap<>();
        for (EntityRef entity : unknown(stream, entities)) {
            made.put(entity, made(entity, wrap));
        }
        lock.lock();
        try {
            OfStream known = streams.computeIfAbsent(stream, any -> new OfStream(erasures));
            Map<EntityRef, PayloadKey> keys = new HashMap<>();
            List<DataKey> unstored = new ArrayList<>();
            for (EntityRef entity : entities) {
                Sealing sealing = known.keys.get(entity);
                if (sealing == null) {
                    // One that was forgotten since it was looked for is made here, with the lock held.
                    sealing = made.computeIfAbsent(entity, each -> made(each, wrap));
                    known.keys.put(entity, sealing);
                    size++;
                }
                keys.put(entity, sealing.key);
                if (sealing.unstored != null) {
                    unstored.add(sealing.unstored);
                }
            }
            trim(known);
            return new Taken(keys, new BatchSeal(known.erasures, unstored));
        } finally {
            lock.unlock();
        }
    }

    private List<EntityRef> unknown(StreamId stream, Collection<EntityRef> entities) {
        lock.lock();
        try {
            OfStream known = streams.get(stream);
            return known == null
                    ? List.copyOf(entities)
                    : entities.stream()
                            .filter(entity -> !known.keys.containsKey(entity))
                            .toList();
        } finally {
            lock.unlock();
        }
    }

    private static Sealing made(EntityRef entity, Wrapping wrap) {
        PayloadKey key = PayloadKey.random();
        return new Sealing(key, wrap.wrapped(entity, key));
    }

    /** Learns that these keys are stored. */
    void stored(StreamId stream, Collection<EntityRef> entities, Collection<DataKey> keys) {
        lock.lock();
        try {
            OfStream known = streams.get(stream);
            if (known == null) {
                return;
            }
            for (EntityRef entity : entities) {
                Sealing sealing = known.keys.get(entity);
                if (sealing != null && sealing.unstored != null && keys.contains(sealing.unstored)) {
                    sealing.unstored = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many erasures of a stream are known; -1 if nothing is known of it. */
    long erasures(StreamId stream) {
        lock.lock();
        try {
            OfStream known = streams.get(stream);
            return known == null ? -1 : known.erasures;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the keys of entities that were erased by the next records behind so many, unless that is known already. */
    void erased(StreamId stream, long before, List<EntityRef> next) {
        lock.lock();
        try {
            OfStream known = streams.get(stream);
            if (known != null && known.erasures == before) {
                next.forEach(entity -> size -= known.keys.remove(entity) == null ? 0 : 1);
                known.erasures += next.size();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all of a stream. */
    void forget(StreamId stream) {
        lock.lock();
        try {
            OfStream known = streams.remove(stream);
            size -= known == null ? 0 : known.keys.size();
        } finally {
            lock.unlock();
        }
    }

    private void trim(OfStream used) {
        while (size > MOST && streams.size() > 1) {
            OfStream eldest = streams.remove(streams.keySet().iterator().next());
            size -= eldest == null ? 0 : eldest.keys.size();
        }
        Iterator<EntityRef> eldest = used.keys.keySet().iterator();
        while (size > MOST && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
            size--;
        }
    }

    /** Makes of a new key what is stored of it. */
    interface Wrapping {
        DataKey wrapped(EntityRef entity, PayloadKey key);
    }

    private static final class OfStream {

        private final Map<EntityRef, Sealing> keys = new LinkedHashMap<>(16, 0.75f, true);
        private long erasures;

        private OfStream(long erasures) {
            this.erasures = erasures;
        }
    }

    private static final class Sealing {

        private final PayloadKey key;
        private @Nullable DataKey unstored;

        private Sealing(PayloadKey key, DataKey unstored) {
            this.key = key;
            this.unstored = unstored;
        }
    }
}
