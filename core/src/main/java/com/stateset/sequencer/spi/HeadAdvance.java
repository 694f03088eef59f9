package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.AppendedEntries;
import java.util.Objects;

/**
 * How far a plan advances a stream: a compare-and-set of its head and of the tree over its leaves, which are stored in the
 * same statement or transaction, so that a head is never without its root.
 *
 * @param stream which stream
 * @param tree the tree before and after: its right edge and root to expect and to store, and the hashes of level 1 and above
 *     that it completed, to store beside
 */
public record HeadAdvance(StreamId stream, AppendedEntries tree) {

    public HeadAdvance {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(tree, "tree");
    }

    /** The head that the plan was made for. */
    public long expected() {
        return tree.before().size();
    }

    /** The head once the plan is stored; larger than {@link #expected}. */
    public long next() {
        return tree.size();
    }
}
