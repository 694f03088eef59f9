package com.stateset.sequencer.spi.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Snapshots in this process's memory; those used longest ago are forgotten first. Thread-safe.
 *
 * <p>It learns of an erasure with the next snapshot that knows of it, and forgets the others of its key then; replays use none of these
 * before that.
 *
 * <p>The map is in the order of last use, so even reading changes it: everything goes through one lock.
 */
public final class MemorySnapshots implements SnapshotStore {

    private final int maxKeys;
    private final int maxPerKey;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Snapshot.Key, NavigableMap<Long, Snapshot>> snapshots = new LinkedHashMap<>(16, 0.75f, true);

    /** Keeps the latest four of each fold and entity, of the 10,000 used last. */
    public MemorySnapshots() {
        this(10_000, 4);
    }

    MemorySnapshots(int maxKeys, int maxPerKey) {
        this.maxKeys = maxKeys;
        this.maxPerKey = maxPerKey;
    }

    @Override
    public Optional<Snapshot> latest(Snapshot.Key key, long position) {
        lock.lock();
        try {
            return Optional.ofNullable(snapshots.get(key))
                    .map(ofKey -> ofKey.floorEntry(position))
                    .map(Map.Entry::getValue);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(Snapshot snapshot) {
        lock.lock();
        try {
            NavigableMap<Long, Snapshot> ofKey = snapshots.computeIfAbsent(snapshot.key(), key -> new TreeMap<>());
            ofKey.values().removeIf(each -> each.erasures() < snapshot.erasures());
            ofKey.put(snapshot.position(), snapshot);
            if (ofKey.size() > maxPerKey) {
                ofKey.pollFirstEntry();
            }
            if (snapshots.size() > maxKeys) {
                snapshots.remove(snapshots.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void discard(String fold) {
        lock.lock();
        try {
            snapshots.keySet().removeIf(key -> key.fold().equals(fold));
        } finally {
            lock.unlock();
        }
    }
}
