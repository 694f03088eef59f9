package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Streams and their heads, within a write transaction. For one thread at a time.
 *
 * <p>Two tables make a stream: {@code stream_ids} has its name and its short key, which never changes,
 * and {@code stream_heads} how far it has come. A stream without events may have the first and not the
 * second, because a commitment's tiles are put down under the key. The head is a table of its own so
 * that what changes with every append is one small row.
 */
final class StreamTable {

    private final PreparedStatement find;
    private final PreparedStatement findKey;
    private final PreparedStatement createKey;
    private final PreparedStatement createHead;
    private final PreparedStatement moveHead;

    StreamTable(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("""
                select stream_id, head, last_sequenced_at
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
                insert into stream_heads (stream_id, head, last_sequenced_at)
                values (?, ?, ?)
                """);
        this.moveHead = connection.prepareStatement("""
                update stream_heads
                set head = ?, last_sequenced_at = ?
                where stream_id = ?
                """);
    }

    /** Finds a stream by its name; null if it has no events. */
    @Nullable
    StreamRow find(StreamId stream) throws SQLException {
        try (ResultSet row = ask(find, stream)) {
            return row.next() ? new StreamRow(row.getLong(1), row.getLong(2), row.getLong(3)) : null;
        }
    }

    /**
     * Returns a stream's key, and gives it one if it has none.
     *
     * @return a number that no other stream has, or ever had: rows of {@code stream_ids} are never
     *     removed
     */
    long key(StreamId stream) throws SQLException {
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
     * Adds a stream with its first head, and returns its key.
     *
     * @param head the number of its last event, at least 1
     * @param sequencedAt when those events are sequenced, in microseconds since 1970
     */
    long create(StreamId stream, long head, long sequencedAt) throws SQLException {
        long key = key(stream);
        createHead.setLong(1, key);
        createHead.setLong(2, head);
        createHead.setLong(3, sequencedAt);
        createHead.executeUpdate();
        return key;
    }

    /**
     * Moves the head of a stream that has one.
     *
     * @param key the stream's short key
     * @param head the new head, beyond the old one
     * @param sequencedAt not before the old one, in microseconds since 1970
     */
    void moveHead(long key, long head, long sequencedAt) throws SQLException {
        moveHead.setLong(1, head);
        moveHead.setLong(2, sequencedAt);
        moveHead.setLong(3, key);
        moveHead.executeUpdate();
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
     */
    record StreamRow(long key, long head, long lastSequencedAt) {}
}
