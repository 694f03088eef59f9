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
import com.stateset.sequencer.tlog.SubtreeRoot;
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

    private static final int SUBTREES_AT_ONCE = 4096;

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

    /** The parts of the replica's tree, in order: its events, and what stands for others; each checked to follow the one before. */
    List<SubtreeRoot> subtrees(long from, int limit) throws SQLException {
        List<SubtreeRoot> subtrees = session.query("""
                select sequence_number as first, -1 as height, leaf_hash as hash from sequencer_replica_events
                where sequence_number >= ?1
                union all
                select first, height, hash from sequencer_replica_hidden where first >= ?1
                order by first limit ?2
                """, HistoryTable::subtree, from, limit);
        for (int i = 1; i < subtrees.size(); i++) {
            if (subtrees.get(i).first() != subtrees.get(i - 1).end()) {
                throw missing(subtrees.get(i - 1).end() + 1);
            }
        }
        return subtrees;
    }

    /** An event's height is not stored: it is that of a leaf, and what is stored of it is what was hashed to make it one. */
    private static SubtreeRoot subtree(ResultSet row) throws SQLException {
        long index = row.getLong(1) - 1;
        int height = row.getInt(2);
        Hash hash = Hash.of(row.getBytes(3));
        return height < 0 ? SubtreeRoot.ofEntry(index, hash) : new SubtreeRoot(index, height, hash);
    }

    private static StoreFailedException missing(long number) {
        return new StoreFailedException("the outbox is damaged: event " + number + " of the replica is missing", null);
    }

    /** Begins without any event; what is pinned stays. */
    void startAnew() throws SQLException {
        move(CompactRange.EMPTY);
        compared(HistoryBasis.UNCHECKED, 0);
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

    /** Reads in portions, so that a replica of millions takes no memory; a part that goes beyond the size is left out whole. */
    private CompactRange treeOf(CompactRange start, long size) throws SQLException {
        CompactRange edge = start;
        while (edge.size() < size) {
            List<SubtreeRoot> next =
                    subtrees(edge.size() + 1, (int) Math.min(SUBTREES_AT_ONCE, size - edge.size())).stream()
                            .takeWhile(subtree -> subtree.end() <= size)
                            .toList();
            if (next.isEmpty() || next.get(0).first() != edge.size()) {
                throw missing(edge.size() + 1);
            }
            edge = edge.appendSubtrees(next);
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
