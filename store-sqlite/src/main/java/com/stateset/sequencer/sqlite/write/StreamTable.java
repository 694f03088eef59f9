package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Streams and their heads, within a write transaction. For one thread at a time.
 *
 * <p>Two tables make a stream: {@code stream_ids} has its name and its short key, which never changes,
 * and {@code stream_heads} how far it has come. A stream without events may have the first and not the
 * second, because a commitment's tiles are put down under the key. The head is a table of its own so
 * that what changes with every append is one small row.
 *
 * <p><b>What must hold.</b> A head and the tree over the events up to it are stored in one statement, so that
 * a head is never without its root. A tree may only be behind, never before, and then {@link TreeCatchUp}
 * brings it up to the head before anything is appended.
 */
public final class StreamTable {

    private final PreparedStatement find;
    private final PreparedStatement findKey;
    private final PreparedStatement createKey;
    private final PreparedStatement createHead;
    private final PreparedStatement moveHead;
    private final PreparedStatement storeTree;

    StreamTable(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("""
                select stream_id, head, last_sequenced_at, tree_size, right_edge, tree_root
                from stream_ids join stream_heads using (stream_id)
                where tenant_id = ? and store_id = ?
                """);
        this.findKey = connection.prepareStatement("""
                select stream_id
                from stream_ids
                where tenant_id = ? and store_id = ?
                """);
        this.createKey = connection.prepareStatement("""
                insert into stream_ids (tenant_id, store_id)
                values (?, ?)
                returning stream_id
                """);
        this.createHead = connection.prepareStatement("""
                insert into stream_heads (head, last_sequenced_at, tree_size, right_edge, tree_root, stream_id)
                values (?, ?, ?, ?, ?, ?)
                """);
        this.moveHead = connection.prepareStatement("""
                update stream_heads
                set head = ?, last_sequenced_at = ?, tree_size = ?, right_edge = ?, tree_root = ?
                where stream_id = ?
                """);
        this.storeTree = connection.prepareStatement("""
                update stream_heads
                set tree_size = ?, right_edge = ?, tree_root = ?
                where stream_id = ?
                """);
    }

    /**
     * Finds a stream by its name; null if it has no events.
     *
     * @throws com.stateset.sequencer.error.StreamStoppedException if its tree contradicts itself or its head
     */
    @Nullable
    StreamRow find(StreamId stream) throws SQLException {
        try (ResultSet row = ask(find, stream)) {
            return row.next() ? StreamRow.of(stream, row) : null;
        }
    }

    /** Returns the row of a stream that has events, and so always will. */
    public StreamRow get(StreamId stream) throws SQLException {
        return Objects.requireNonNull(find(stream), "a stream's row is never removed");
    }

    /**
     * Returns a stream's key, and gives it one if it has none.
     *
     * @return a number that no other stream has, or ever had: rows of {@code stream_ids} are never
     *     removed
     */
    public long key(StreamId stream) throws SQLException {
        try (ResultSet row = ask(findKey, stream)) {
            if (row.next()) {
                return row.getLong(1);
            }
        }
        try (ResultSet row = ask(createKey, stream)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Adds a stream with its first head and the tree up to it, and returns its key.
     *
     * @param tree the right edge of the tree over its events, one at least
     * @param sequencedAt when those events are sequenced, in microseconds since 1970
     */
    long create(StreamId stream, CompactRange tree, long sequencedAt) throws SQLException {
        long key = key(stream);
        bindHead(createHead, key, tree, sequencedAt);
        createHead.executeUpdate();
        return key;
    }

    /**
     * Moves the head of a stream that has one, and its tree with it.
     *
     * @param key the stream's short key
     * @param tree the right edge of the tree over all events up to the new head
     * @param sequencedAt not before the old one, in microseconds since 1970
     */
    void moveHead(long key, CompactRange tree, long sequencedAt) throws SQLException {
        bindHead(moveHead, key, tree, sequencedAt);
        moveHead.executeUpdate();
    }

    /** Stores a stream's tree that was behind its head, which stays. */
    void storeTree(long key, CompactRange tree) throws SQLException {
        bindTree(storeTree, 1, tree);
        storeTree.setLong(4, key);
        storeTree.executeUpdate();
    }

    private static void bindHead(PreparedStatement statement, long key, CompactRange tree, long sequencedAt)
            throws SQLException {
        statement.setLong(1, tree.size());
        statement.setLong(2, sequencedAt);
        bindTree(statement, 3, tree);
        statement.setLong(6, key);
    }

    private static void bindTree(PreparedStatement statement, int first, CompactRange tree) throws SQLException {
        statement.setLong(first, tree.size());
        statement.setBytes(first + 1, tree.toByteArray());
        statement.setBytes(first + 2, StoredEdge.root(tree));
    }

    private static ResultSet ask(PreparedStatement statement, StreamId stream) throws SQLException {
        statement.setBytes(1, BinaryForm.bytes(stream.tenantId()));
        statement.setBytes(2, BinaryForm.bytes(stream.storeId()));
        return statement.executeQuery();
    }

    /**
     * What stands in the tables about a stream that has events.
     *
     * @param key its short key
     * @param head the number of its last event
     * @param lastSequencedAt when that was sequenced, in microseconds since 1970
     * @param rightEdge of the tree over its leaves; up to the head, unless an older version has moved that
     */
    public record StreamRow(long key, long head, long lastSequencedAt, CompactRange rightEdge) {

        /** Reads a row that has the columns of these names. */
        public static StreamRow of(StreamId stream, ResultSet row) throws SQLException {
            return new StreamRow(
                    row.getLong("stream_id"),
                    row.getLong("head"),
                    row.getLong("last_sequenced_at"),
                    StoredEdge.ofStream(stream, row));
        }

        /** Whether events are missing in the tree. */
        public boolean treeIsBehind() {
            return rightEdge.size() < head;
        }
    }
}
