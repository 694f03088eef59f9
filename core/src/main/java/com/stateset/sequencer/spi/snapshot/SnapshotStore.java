package com.stateset.sequencer.spi.snapshot;

import java.util.Optional;

/**
 * Keeps snapshots for as long as it likes: losing one costs time, nothing else. Thread-safe. One that fails does not make a
 * replay fail.
 */
public interface SnapshotStore {

    /** Returns the latest snapshot whose position is not beyond {@code position}, if there is one. */
    Optional<Snapshot> latest(Snapshot.Key key, long position);

    /**
     * Keeps a snapshot, in place of one of the same key and position. One that does not know of the stream's last {@linkplain
     * Snapshot#erasures erasure} is not kept by a store that keeps the events as well; others need not know.
     */
    void put(Snapshot snapshot);

    /** Throws away all snapshots of a fold, of every version, stream and entity. */
    void discard(String fold);
}
