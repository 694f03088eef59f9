package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the one log of the heads of all streams, which witnesses follow (PROTOCOL section 6). Thread-safe. Throws what {@link
 * EventStore} throws.
 */
public interface HeadsLogStore {

    /** Returns the right edge of the log. */
    CompactRange rightEdge();

    /**
     * Returns streams whose head is beyond the size of their last entry, with that head. Called once in an interval: reads what has
     * moved, however many streams there are.
     *
     * @param limit the most to return
     */
    List<StreamHead> moved(int limit);

    /** Returns the last entry of a stream. */
    default Optional<HeadsLogEntry> last(StreamId stream) {
        return last(stream, Long.MAX_VALUE);
    }

    /** Returns the last entry that a stream had when the log was of that size. */
    Optional<HeadsLogEntry> last(StreamId stream, long size);

    /** Returns the last entry of a stream that is a break: an administrator has accepted another history there. */
    Optional<EnteredBreak> lastBreak(StreamId stream);

    /** Returns the last entry of any stream that is a break. Reads breaks only: they are rare, however long the log is. */
    Optional<EnteredBreak> lastBreak();

    /**
     * Appends entries, durably: their rows, the right edge and root after them, and the hashes of level 1 and above that
     * became complete.
     *
     * @param tree the tree before and after
     * @param entries an entry each for these streams, in the order of iteration, which is that of {@code tree}
     * @return false, and nothing is stored, if the log does not end where the tree begins
     */
    boolean append(AppendedEntries tree, Map<StreamId, HeadsLogEntry> entries);

    /** Returns entries in order, from an index (from 0) on; fewer than {@code limit} only at the end. */
    List<HeadsLogEntry> entries(long from, int limit);

    /** Returns where the tiles of the log are read; those of level 0 are made of the entries' rows. */
    TileSource tiles();

    /** Returns the log's checkpoint that was {@linkplain #keepCheckpoint kept}, with the lines of its witnesses. */
    Optional<SignedNote> checkpoint();

    /** Returns the last checkpoint that a quorum of witnesses has cosigned, with their lines. */
    Optional<SignedNote> witnessed();

    /** Keeps the log's checkpoint in place of one of a smaller or equal size. Durable on return. */
    void keepCheckpoint(long size, SignedNote checkpoint);

    /** Keeps a checkpoint that a quorum of witnesses has cosigned, in place of one of a smaller or equal size. */
    void keepWitnessed(long size, SignedNote checkpoint);
}
