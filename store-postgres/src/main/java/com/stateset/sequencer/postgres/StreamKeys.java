package com.stateset.sequencer.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** The database's short keys of streams, remembered: they never change. Thread-safe. */
final class StreamKeys {

    private static final int REMEMBERED = 100_000;

    private final Cache<StreamId, Long> keys =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Returns a stream's key, if the stream exists. */
    OptionalLong find(Connection connection, StreamId stream) throws SQLException {
        Long known = keys.getIfPresent(stream);
        if (known != null) {
            return OptionalLong.of(known);
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select stream_id from sequencer.stream_ids where tenant_id = ? and store_id = ?")) {
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.empty();
                }
                keys.put(stream, row.getLong(1));
                return OptionalLong.of(row.getLong(1));
            }
        }
    }

    /** Returns the key of a stream that exists. */
    long get(StreamId stream) {
        Long known = keys.getIfPresent(stream);
        if (known == null) {
            throw new IllegalStateException("the key of " + stream + " is not known");
        }
        return known;
    }

    /**
     * Sees to it that streams exist and their keys are known. New ones are made in one order, so that two who make the same
     * streams wait for each other instead of locking each other out; on an autocommit connection each is a transaction of its
     * own.
     */
    void ensure(Connection autocommit, Collection<StreamId> streams) throws SQLException {
        SortedSet<StreamId> unknown = new TreeSet<>();
        for (StreamId stream : streams) {
            if (find(autocommit, stream).isEmpty()) {
                unknown.add(stream);
            }
        }
        for (StreamId stream : unknown) {
            create(autocommit, stream);
            if (find(autocommit, stream).isEmpty()) {
                throw new IllegalStateException("stream " + stream + " was made and cannot be found");
            }
        }
    }

    private static void create(Connection autocommit, StreamId stream) throws SQLException {
        try (PreparedStatement insert = autocommit.prepareStatement("""
                with created as (
                    insert into sequencer.stream_ids (tenant_id, store_id) values (?, ?)
                    on conflict do nothing
                    returning stream_id
                )
                insert into sequencer.stream_heads (stream_id) select stream_id from created
                """)) {
            insert.setObject(1, stream.tenantId());
            insert.setObject(2, stream.storeId());
            insert.executeUpdate();
        }
    }
}
