package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Streams and their heads, within a write transaction. */
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

    /** Returns a stream's key, and gives it one if it has none. */
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

    /** Adds a stream with its first head, and returns its key. */
    long create(StreamId stream, long head, long sequencedAt) throws SQLException {
        long key = key(stream);
        createHead.setLong(1, key);
        createHead.setLong(2, head);
        createHead.setLong(3, sequencedAt);
        createHead.executeUpdate();
        return key;
    }

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

    /** What stands in the tables about a stream. */
    record StreamRow(long key, long head, long lastSequencedAt) {}
}
