package com.stateset.sequencer.history;

import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells whether the leaves of a range of events are the ones in their stream's tree, before anything is signed of them: the tree
 * is grown from its right edge before the range, by all leaves that were read, and must come to the root that it had after the
 * range. Both ends are proved under the stream's head, which extends all that was signed or seen. So no leaf can be another, none
 * missing, and none out of its place. Holds a page of leaves and one edge.
 *
 * <p>Not thread-safe.
 */
public final class RangeCheck {

    private final HistorySigner signer;
    private final StreamId stream;
    private final long start;
    private final TreeHead end;
    private CompactRange edge;

    /**
     * Reads the two ends of a range.
     *
     * @param start the first sequence number
     * @param end the last
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream is stopped, or its stored history is not the one
     *     known
     * @throws EventAlteredException if an event beside the ends was altered, or the range goes past the head
     */
    public RangeCheck(HistorySigner signer, StreamId stream, long start, long end) {
        this.signer = signer;
        this.stream = stream;
        this.start = start;
        StoredTree tree = StoredTree.current(signer, stream);
        this.end = tree.provedEdge(end).head();
        this.edge = tree.provedEdge(start - 1);
    }

    /** Adds the next leaves of the range. */
    public void add(LeafPage page) {
        List<Hash> leaves = new ArrayList<>(page.count());
        for (int at = 0; at < page.count() * Hash.LENGTH; at += Hash.LENGTH) {
            leaves.add(Hash.of(Arrays.copyOfRange(page.hashes(), at, at + Hash.LENGTH)));
        }
        edge = edge.appendEntries(leaves);
    }

    /**
     * Returns if the leaves that were added are those of the range, and the stream is not stopped.
     *
     * @throws EventAlteredException if they are not
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream was stopped meanwhile
     */
    public void require() {
        signer.requireRunning(stream);
        if (!edge.head().equals(end)) {
            throw new EventAlteredException(
                    stream,
                    "an event of " + start + ".." + end.size() + " is not as it was sequenced: the root of "
                            + edge.size() + " events is " + edge.root().toHex() + ", but was "
                            + end.root().toHex());
        }
    }
}
