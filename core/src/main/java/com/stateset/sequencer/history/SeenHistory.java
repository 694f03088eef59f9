package com.stateset.sequencer.history;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TreeHead;
import org.jspecify.annotations.Nullable;

/**
 * What a process remembers of a stream's history. A value: what changes it puts another one in its place, atomically.
 *
 * @param chain the line that every head here is on
 * @param head the largest head that was seen; extends the signed one
 * @param edge the right edge that the head is of, which proofs under it need not read then; null if it was not seen
 * @param signed the largest checkpoint that was signed or found; null for none
 * @param keptSize the size of the largest checkpoint known to be kept by the store; 0 for none
 * @param difference what differs, if the stream is stopped
 */
record SeenHistory(
        HistoryLine chain,
        TreeHead head,
        @Nullable CompactRange edge,
        @Nullable CompactCheckpoint signed,
        long keptSize,
        @Nullable String difference) {

    /** What it takes with a head only: this, the line, the head, the stream's id, and the place in a map. */
    private static final int BARE_BYTES = 288;

    private static final int EDGE_BYTES = 48;

    /** Begins a line with a head and what is kept of it. */
    static SeenHistory startingAt(HistoryLine line, TreeHead head, @Nullable CompactCheckpoint kept) {
        return new SeenHistory(
                line, head, null, kept, kept == null ? 0 : kept.head().size(), null);
    }

    /** Begins with a stream that is stopped. */
    static SeenHistory stoppedAtFirst(HistoryLine line, String difference) {
        return startingAt(line, TreeHead.EMPTY, null).stopped(difference);
    }

    SeenHistory at(TreeHead next) {
        return new SeenHistory(chain, next, null, signed, keptSize, difference);
    }

    SeenHistory at(CompactRange next) {
        return new SeenHistory(chain, next.head(), next, signed, keptSize, difference);
    }

    SeenHistory stopped(String why) {
        return difference != null ? this : new SeenHistory(chain, head, edge, signed, keptSize, why);
    }

    /** With a checkpoint that was signed, unless a larger one was. */
    SeenHistory signed(CompactCheckpoint checkpoint) {
        return signedSize() < checkpoint.head().size()
                ? new SeenHistory(chain, head, edge, checkpoint, keptSize, difference)
                : this;
    }

    SeenHistory kept(long size) {
        return size > keptSize ? new SeenHistory(chain, head, edge, signed, size, difference) : this;
    }

    long signedSize() {
        return signed == null ? 0 : signed.head().size();
    }

    boolean isStopped() {
        return difference != null;
    }

    /** What it takes in memory, its place in a map included, in bytes, about; {@code SeenHistoriesTest} measures it. */
    long bytes() {
        long ofEdge = edge == null ? 0 : EDGE_BYTES + Long.bitCount(edge.size()) * (long) Hash.LENGTH;
        return BARE_BYTES + ofEdge + (signed == null ? 0 : signed.bytes());
    }

    /** Whether the store knows all that must not be forgotten. */
    boolean canBeForgotten() {
        return !isStopped() && keptSize >= signedSize();
    }

    /**
     * Returns if the stream is not stopped.
     *
     * @throws StreamStoppedException if it is
     */
    void requireRunning(StreamId stream) {
        if (difference != null) {
            throw new StreamStoppedException(stream, difference);
        }
    }
}
