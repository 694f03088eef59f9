package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogVerificationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the row of a head says of the tree, not yet believed. Writers store head, size, edge and root in one statement, from one
 * computation, so the row is always one of these:
 *
 * <ul>
 *   <li>size = head, and the edge folds to the root: as our writers leave it;
 *   <li>size &lt; head, and the edge folds to the root: a writer that does not know of trees has moved the head since;
 *   <li>size = 0, no edge, no root: no writer that knows of trees has been here yet.
 * </ul>
 *
 * <p>Anything else nobody of ours has written. It is not repaired, although the leaves are there to do it from: they may have
 * been altered by the same hand, and a tree made from them would cover that up. Immutable.
 */
public final class HeadTree {

    /** The columns of {@code stream_heads} that {@link #of} reads, for a select list in which that table is {@code h}. */
    public static final String COLUMNS = "h.head, h.tree_size, h.right_edge, h.tree_root";

    private final StreamId stream;
    private final long head;
    private final long size;
    private final byte[] edge;
    private final byte @Nullable [] root;

    private HeadTree(StreamId stream, long head, long size, byte[] edge, byte @Nullable [] root) {
        this.stream = stream;
        this.head = head;
        this.size = size;
        this.edge = edge;
        this.root = root;
    }

    /** Reads the row the cursor stands on. */
    public static HeadTree of(StreamId stream, ResultSet row) throws SQLException {
        return new HeadTree(
                stream,
                row.getLong("head"),
                row.getLong("tree_size"),
                row.getBytes("right_edge"),
                row.getBytes("tree_root"));
    }

    StreamId stream() {
        return stream;
    }

    /** The stream's last sequence number, which the tree may be behind. */
    public long head() {
        return head;
    }

    /** Whether events are missing in the tree. */
    boolean isBehind() {
        return size < head;
    }

    /**
     * Returns the right edge at the size of the tree, once it agrees with the rest of the row.
     *
     * @throws StreamStoppedException if it does not
     */
    CompactRange rightEdge() {
        if (size > head) {
            throw stopped("its head is " + head + ", but its tree is of " + size + " events");
        }
        CompactRange read = parsed();
        byte[] folded = size == 0 ? null : read.root().toByteArray();
        if (!Arrays.equals(folded, root)) {
            throw stopped("the right edge of its " + size + " events folds to " + hex(folded) + ", but " + hex(root)
                    + " is stored as their root");
        }
        return read;
    }

    private CompactRange parsed() {
        try {
            return CompactRange.of(size, edge);
        } catch (LogVerificationException e) {
            throw stopped("its tree is of " + size + " events, and the right edge beside it has " + edge.length
                    + " bytes, no whole hash for each subtree");
        }
    }

    /** Returns what to throw when the stream's rows are not what its tree is of. */
    StreamStoppedException stopped(String difference) {
        return new StreamStoppedException(stream, difference);
    }

    private static String hex(byte @Nullable [] hash) {
        return hash == null ? "nothing" : HexFormat.of().formatHex(hash);
    }
}
