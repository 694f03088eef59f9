package com.stateset.sequencer.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** The database's short keys of streams, remembered: they never change. Thread-safe. */
final class StreamKeys {

    private static final int REMEMBERED = 100_000;

    private final Cache<StreamId, Long> keys =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Returns a stream's key, if the stream exists. */
    OptionalLong find(Connection connection, StreamId stream) throws SQLException {
        if (keys.getIfPresent(stream) == null) {
            look(connection, List.of(stream));
        }
        Long known = keys.getIfPresent(stream);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
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
     * streams wait for each other instead of locking each other out; on an autocommit connection that is a transaction of its
     * own.
     */
    void ensure(Connection autocommit, Collection<StreamId> streams) throws SQLException {
        List<StreamId> unknown = unknown(streams);
        if (!unknown.isEmpty()) {
            look(autocommit, unknown);
            unknown = unknown(unknown);
        }
        if (!unknown.isEmpty()) {
            create(autocommit, unknown);
            look(autocommit, unknown);
        }
    }

    private List<StreamId> unknown(Collection<StreamId> streams) {
        return streams.stream()
                .filter(stream -> keys.getIfPresent(stream) == null)
                .sorted()
                .toList();
    }

    private void look(Connection connection, List<StreamId> streams) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select i.tenant_id, i.store_id, i.stream_id
                from unnest(?::uuid[], ?::uuid[]) as k (tenant_id, store_id)
                join sequencer.stream_ids i on i.tenant_id = k.tenant_id and i.store_id = k.store_id
                """)) {
            bind(select, connection, streams);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.put(new StreamId(row.getObject(1, UUID.class), row.getObject(2, UUID.class)), row.getLong(3));
                }
            }
        }
    }

    private static void create(Connection autocommit, List<StreamId> sorted) throws SQLException {
        try (PreparedStatement insert = autocommit.prepareStatement("""
                with created as (
                    insert into sequencer.stream_ids (tenant_id, store_id)
                    select tenant_id, store_id
                    from unnest(?::uuid[], ?::uuid[]) with ordinality as k (tenant_id, store_id, position)
                    order by position
                    on conflict do nothing
                    returning stream_id
                )
                insert into sequencer.stream_heads (stream_id) select stream_id from created
                """)) {
            bind(insert, autocommit, sorted);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Connection connection, List<StreamId> streams)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "uuid", streams.stream().map(StreamId::tenantId).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "uuid", streams.stream().map(StreamId::storeId).toArray()));
    }
}
