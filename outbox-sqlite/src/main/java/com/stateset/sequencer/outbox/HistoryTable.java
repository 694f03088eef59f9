package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.HistoryTrust;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogVerificationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree over the replica and what is pinned of the server's, within a transaction: columns of the one row that {@link HeadTable}
 * describes.
 *
 * <p><b>What must hold.</b> The edge is that of the first {@code tree_size} leaves of the replica. Adding events moves it in the same
 * transaction; a file from before the tree has a size of 0 and catches up here, once, by reading its leaves. So a reader may find the
 * edge behind the cursor, a writer leaves it never so.
 */
final class HistoryTable {

    private static final int LEAVES_AT_ONCE = 4096;

    /** By their numbers in {@code history_basis}. */
    private static final List<HistoryBasis> BASES =
            List.of(HistoryBasis.UNCHECKED, HistoryBasis.NOT_SHOWN, HistoryBasis.UNSIGNED, HistoryBasis.SIGNED);

    private final Session session;

    HistoryTable(Session session) {
        this.session = session;
    }

    /**
     * The right edge as it is kept.
     *
     * @throws StoreFailedException if it is not that of so many leaves
     */
    CompactRange edge() throws SQLException {
        return session.first(
                        "select tree_size, right_edge from sequencer_outbox",
                        row -> edge(row.getLong(1), row.getBytes(2)))
                .orElseThrow();
    }

    /** Adds the leaves that the replica holds and the edge does not have yet; in a transaction that writes. */
    CompactRange catchUp(long pulledThrough) throws SQLException {
        CompactRange edge = edge();
        if (edge.size() == pulledThrough) {
            return edge;
        }
        if (edge.size() > pulledThrough) {
            throw new StoreFailedException(
                    "the outbox is damaged: its tree has " + edge.size() + " events, its replica " + pulledThrough,
                    null);
        }
        return move(treeOf(edge, pulledThrough));
    }

    /** Keeps the edge. */
    CompactRange move(CompactRange edge) throws SQLException {
        session.update("update sequencer_outbox set tree_size = ?, right_edge = ?", edge.size(), edge.toByteArray());
        return edge;
    }

    /** The edge of the replica's first events, whatever edge is kept. */
    CompactRange edgeAt(long size) throws SQLException {
        return treeOf(CompactRange.EMPTY, size);
    }

    /** Leaves of the replica, in order; each checked to follow the one before. */
    List<Hash> leaves(long from, int limit) throws SQLException {
        long[] expected = {from};
        return session.query(
                "select sequence_number, leaf_hash from sequencer_replica_events where sequence_number >= ?"
                        + " order by sequence_number limit ?",
                row -> {
                    if (row.getLong(1) != expected[0]++) {
                        throw new StoreFailedException(
                                "the outbox is damaged: event " + (expected[0] - 1) + " of the replica is missing",
                                null);
                    }
                    return Hash.of(row.getBytes(2));
                },
                from,
                limit);
    }

    /** What is pinned. */
    HistoryPin pin() throws SQLException {
        return session.first(
                        "select checkpoint_key, checkpoint_key_told, checkpoint from sequencer_outbox",
                        row -> new HistoryPin(key(row), row.getBoolean(2), row.getString(3)))
                .orElseThrow();
    }

    /** Pins in place of what was pinned. */
    void pin(HistoryPin pin) throws SQLException {
        Ed25519PublicKey key = pin.key();
        session.update(
                "update sequencer_outbox set checkpoint_key = ?, checkpoint_key_told = ?, checkpoint = ?",
                key == null ? null : key.toByteArray(),
                pin.keyTold() ? 1 : 0,
                pin.checkpoint());
    }

    /** Notes what the replica was compared with, and up to which event. */
    void compared(HistoryBasis basis, long size) throws SQLException {
        session.update("update sequencer_outbox set history_basis = ?, history_size = ?", BASES.indexOf(basis), size);
    }

    /** What the columns {@code history_basis, history_size, checkpoint_key, checkpoint_key_told} say. */
    static HistoryTrust trust(ResultSet row) throws SQLException {
        return new HistoryTrust(
                BASES.get(row.getInt("history_basis")),
                row.getLong("history_size"),
                key(row),
                row.getBoolean("checkpoint_key_told"));
    }

    private CompactRange treeOf(CompactRange start, long size) throws SQLException {
        CompactRange edge = start;
        while (edge.size() < size) {
            List<Hash> leaves = leaves(edge.size() + 1, (int) Math.min(LEAVES_AT_ONCE, size - edge.size()));
            if (leaves.isEmpty()) {
                throw new StoreFailedException(
                        "the outbox is damaged: event " + (edge.size() + 1) + " of the replica is missing", null);
            }
            edge = edge.appendEntries(leaves);
        }
        return edge;
    }

    private static CompactRange edge(long size, byte[] hashes) {
        try {
            return CompactRange.of(size, hashes);
        } catch (LogVerificationException e) {
            throw new StoreFailedException("the outbox is damaged: " + e.getMessage(), e);
        }
    }

    private static @Nullable Ed25519PublicKey key(ResultSet row) throws SQLException {
        byte[] key = row.getBytes("checkpoint_key");
        return key == null ? null : Ed25519PublicKey.of(key);
    }
}
