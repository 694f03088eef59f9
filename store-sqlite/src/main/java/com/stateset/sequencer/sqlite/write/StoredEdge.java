package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogVerificationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form of a tree's right edge in a row: size, edge, and the root that the edge folds to. The root says nothing that the edge
 * does not; it is there so that an edge that was altered alone is noticed before anything is built on it. Pure functions;
 * thread-safe.
 */
public final class StoredEdge {

    /** The root column's value of a tree without entries. */
    private static final byte @Nullable [] NO_ROOT = null;

    private StoredEdge() {}

    /** Returns what stands in the column of the root. */
    public static byte @Nullable [] root(CompactRange edge) {
        return edge.size() == 0 ? NO_ROOT : edge.root().toByteArray();
    }

    /**
     * Reads the tree of a stream from a row that has {@code head, tree_size, right_edge, tree_root}.
     *
     * @return the edge; its size may be less than the head, if a writer that knows no trees has moved it
     * @throws StreamStoppedException if the edge does not fold to the root, or the tree is larger than the stream
     */
    static CompactRange ofStream(StreamId stream, ResultSet row) throws SQLException {
        long head = row.getLong("head");
        long size = row.getLong("tree_size");
        if (size > head) {
            throw new StreamStoppedException(
                    stream, "its tree is over " + size + " events, but its last event is " + head);
        }
        return read(size, row.getBytes("right_edge"), row.getBytes("tree_root"))
                .orElseThrow(() -> new StreamStoppedException(
                        stream, "the right edge of its tree of " + size + " events does not fold to its root"));
    }

    /** Reads an edge; empty if it is not one of that size, or folds to another root. */
    public static Optional<CompactRange> read(long size, byte[] hashes, byte @Nullable [] root) {
        try {
            CompactRange edge = CompactRange.of(size, hashes);
            return Arrays.equals(root(edge), root) ? Optional.of(edge) : Optional.empty();
        } catch (LogVerificationException e) {
            return Optional.empty();
        }
    }

    /** Reads a hash of a row; null if the bytes are none. */
    public static @Nullable Hash hash(byte[] bytes) {
        return bytes.length == Hash.LENGTH ? Hash.of(bytes) : null;
    }
}
