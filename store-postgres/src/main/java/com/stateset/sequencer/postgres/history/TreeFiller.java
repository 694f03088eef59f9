package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.rows.Damage;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the tree of a stream up to its head. One mechanism for two cases: a stream that was written before there were trees,
 * and one that a writer of before writes to while versions are being exchanged. It moves the head and knows no tree, so the
 * tree stays where it was until a writer that knows trees holds the row.
 *
 * <p>In the caller's transaction, which has locked the head: so no event can come in between, and the leaves that are read are
 * those up to the head. Leaves come {@value #LEAVES} at a time, some 32 bytes each, so a stream of any length takes the same
 * memory; a million events take seconds. Nodes and the row of the head become visible together with the transaction, and what
 * is broken off leaves the tree where it was.
 *
 * <p>Without a state; thread-safe.
 */
public final class TreeFiller {

    private static final int LEAVES = 8192;
    private static final int PAGE = 8 * LEAVES;

    private TreeFiller() {}

    /**
     * Returns the right edge at the head. Sends nothing if that is where the tree is.
     *
     * @param connection in a transaction that holds the lock on the head
     * @param key the stream's
     * @param tree as the row of the head has it, read under the lock
     * @throws StreamStoppedException if the row is not one that a writer left, or an event up to the head is missing
     */
    public static CompactRange fill(Connection connection, long key, HeadTree tree) throws SQLException {
        return fillTo(connection, key, tree, tree.head());
    }

    /** The same for no more than {@value #PAGE} events, so that the lock is not held for long: perhaps not up to the head. */
    static CompactRange fillPage(Connection connection, long key, HeadTree tree) throws SQLException {
        return fillTo(
                connection, key, tree, Math.min(tree.head(), tree.rightEdge().size() + PAGE));
    }

    private static CompactRange fillTo(Connection connection, long key, HeadTree tree, long size) throws SQLException {
        CompactRange edge = tree.rightEdge();
        if (!tree.isBehind()) {
            return edge;
        }
        while (edge.size() < size) {
            AppendedEntries added = AppendedEntries.ofEntries(edge, leaves(connection, key, tree, edge.size()));
            HistoryNode.put(connection, HistoryNode.completed(key, added));
            edge = added.after();
        }
        store(connection, key, edge);
        return edge;
    }

    /** The next leaves behind the first {@code size}: one at least, and without a gap. */
    private static List<Hash> leaves(Connection connection, long key, HeadTree tree, long size) throws SQLException {
        long last = Math.min(tree.head(), size + LEAVES);
        List<Hash> leaves = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select sequence_number, leaf_hash from sequencer.events
                where stream_id = ? and sequence_number between ? and ? order by sequence_number
                """)) {
            select.setLong(1, key);
            select.setLong(2, size + 1);
            select.setLong(3, last);
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && row.getLong(1) == size + leaves.size() + 1) {
                    leaves.add(leaf(tree, row.getLong(1), row.getBytes(2)));
                }
            }
        }
        if (size + leaves.size() < last) {
            throw tree.stopped(
                    "its head is " + tree.head() + ", but event " + (size + leaves.size() + 1) + " is missing");
        }
        return leaves;
    }

    private static Hash leaf(HeadTree tree, long sequenceNumber, byte[] stored) {
        try {
            return Hash.of(stored);
        } catch (IllegalArgumentException e) {
            throw Damage.ofEvent(tree.stream(), sequenceNumber, e);
        }
    }

    private static void store(Connection connection, long key, CompactRange edge) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update sequencer.stream_heads set tree_size = ?, right_edge = ?, tree_root = ? where stream_id = ?
                """)) {
            update.setLong(1, edge.size());
            update.setBytes(2, edge.toByteArray());
            update.setBytes(3, edge.root().toByteArray());
            update.setLong(4, key);
            update.executeUpdate();
        }
    }
}
