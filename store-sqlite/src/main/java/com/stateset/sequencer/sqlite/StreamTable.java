package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Streams and their heads, within a write transaction. */
final class StreamTable {

    private final PreparedStatement find;
    private final PreparedStatement create;
    private final PreparedStatement createHead;
    private final PreparedStatement moveHead;

    StreamTable(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("""
                select stream_id, head, last_sequenced_at
                from stream_ids join stream_heads using (stream_id)
                where tenant_id = ? and store_id = ?
                """);
        this.create = connection.prepareStatement("""
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
        find.setBytes(1, BinaryForm.bytes(stream.tenantId()));
        find.setBytes(2, BinaryForm.bytes(stream.storeId()));
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? new StreamRow(row.getLong(1), row.getLong(2), row.getLong(3)) : null;
        }
    }

    /** Adds a stream with its first head, and returns its key. */
    long create(StreamId stream, long head, long sequencedAt) throws SQLException {
        create.setBytes(1, BinaryForm.bytes(stream.tenantId()));
        create.setBytes(2, BinaryForm.bytes(stream.storeId()));
        long key;
        try (ResultSet row = create.executeQuery()) {
            row.next();
            key = row.getLong(1);
        }
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

    /** What stands in the tables about a stream. */
    record StreamRow(long key, long head, long lastSequencedAt) {}
}
