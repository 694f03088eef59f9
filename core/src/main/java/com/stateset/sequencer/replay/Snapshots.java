package com.stateset.sequencer.replay;

import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.util.Objects;

/**
 * How a fold's states are kept, so that a replay need not begin at the first event. Thread-safe if its parts are.
 *
 * @param fold the fold's name
 * @param version the fold's version: another one finds no snapshots of this one; raise it when the fold or its codec changes
 * @param codec what turns states into bytes
 * @param store where the bytes are
 * @param every after how many events that had to be read a snapshot is left
 */
public record Snapshots<S>(String fold, int version, SnapshotCodec<S> codec, SnapshotStore store, int every) {

    /** After how many events that had to be read a snapshot is left, unless told otherwise. */
    public static final int DEFAULT_EVERY = 100;

    public Snapshots {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(store, "store");
        if (fold.isBlank()) {
            throw new IllegalArgumentException("a fold with snapshots needs a name");
        }
        if (every < 1) {
            throw new IllegalArgumentException("every is " + every + "; it must be 1 or more");
        }
    }

    /** Keeps snapshots every {@link #DEFAULT_EVERY} events. */
    public static <S> Snapshots<S> of(String fold, int version, SnapshotCodec<S> codec, SnapshotStore store) {
        return new Snapshots<>(fold, version, codec, store, DEFAULT_EVERY);
    }

    /** The same, with another number of events between snapshots. */
    public Snapshots<S> every(int events) {
        return new Snapshots<>(fold, version, codec, store, events);
    }
}
