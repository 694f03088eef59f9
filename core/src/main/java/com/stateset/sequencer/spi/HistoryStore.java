package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the tree over each stream's leaf hashes (PROTOCOL section 6), and what was signed of it. Thread-safe. Throws what {@link
 * EventStore} throws.
 *
 * <p>The right edge and the root of a stream's tree are stored with its head, by {@link EventStore#append}: see {@link
 * HeadAdvance}. So are the hashes of level 1 and above as they come to be, one for every 256 of the level below; those of level
 * 0 follow from the leaf hashes of the events. A stream that was written before there were trees, or by a version that does not
 * know of them, is filled up under its lock when it is next appended to or asked about here.
 */
public interface HistoryStore {

    /** Returns the right edge of a stream's tree at its head, that of no entries for a stream that is empty or unknown. */
    CompactRange rightEdge(StreamId stream);

    /**
     * Returns where the tiles of a stream's tree are read, each as a range of at most 256 rows; those of one {@code readAll} in
     * one round trip, where a round trip is what costs. Those of level 0 are made of the leaf hashes that the events' rows have; that they belong to a tree that was signed is for the caller to check. A
     * tile that lacks rows comes out too short, which {@link com.stateset.sequencer.tlog.LogProver} refuses.
     */
    TileSource tiles(StreamId stream);

    /** Returns the checkpoint of a stream that was {@linkplain #keepCheckpoints kept}, as it was given. */
    Optional<SignedNote> checkpoint(StreamId stream);

    /**
     * Returns all that was kept of a stream, none of it older than the break: in one round trip, where a round trip is what costs, since
     * each stream that a process has not in memory begins with it.
     */
    default KeptHistory kept(StreamId stream) {
        // First: a break that comes later is then one that who reads this does not know of.
        Optional<EnteredBreak> lastBreak = headsLog().lastBreak(stream);
        return new KeptHistory(lastBreak, checkpoint(stream), headsLog().last(stream));
    }

    /**
     * Keeps the checkpoints of some streams, each in place of one of a smaller or equal size; one of a larger size stays. One write for all of
     * them, where a write is what costs; one that fails may have kept some. Durable on return.
     *
     * @param checkpoints of a stream each
     */
    void keepCheckpoints(List<KeptCheckpoint> checkpoints);

    /** Keeps a stream's checkpoint whatever was kept before: for a history that an administrator has accepted. Durable on return. */
    void replaceCheckpoint(KeptCheckpoint checkpoint);

    /** The log of the streams' heads. */
    HeadsLogStore headsLog();

    /**
     * What a store has kept of a stream's history, for one who begins with it.
     *
     * @param lastBreak see {@link HeadsLogStore#lastBreak}
     * @param checkpoint see {@link HistoryStore#checkpoint}
     * @param lastEntry see {@link HeadsLogStore#last}
     */
    record KeptHistory(
            Optional<EnteredBreak> lastBreak, Optional<SignedNote> checkpoint, Optional<HeadsLogEntry> lastEntry) {

        /** Nothing. */
        public static final KeptHistory NONE = new KeptHistory(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A checkpoint of a stream, as a store keeps it.
     *
     * @param size the size that the checkpoint is of
     */
    record KeptCheckpoint(StreamId stream, long size, SignedNote note) {}
}
