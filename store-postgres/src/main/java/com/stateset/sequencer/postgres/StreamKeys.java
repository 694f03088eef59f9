package com.stateset.sequencer.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** The database's short keys of streams, remembered: they never change. Thread-safe. */
final class StreamKeys {

    private static final int REMEMBERED = 100_000;

    private final Cache<StreamId, Long> keys =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Returns a stream's key, if the stream exists. */
    OptionalLong find(Connection connection, StreamId stream) throws SQLException {
        Long key = keys.getIfPresent(stream);
        if (key == null) {
            key = look(connection, List.of(stream)).get(stream);
        }
        return key == null ? OptionalLong.empty() : OptionalLong.of(key);
    }

    /**
     * Sees to it that streams exist, and returns their keys: what is remembered may be forgotten at once. New ones are made in one order, so that two who make the same
     * streams wait for each other instead of locking each other out; on an autocommit connection that is a transaction of its
     * own.
     */
    Map<StreamId, Long> ensure(Connection autocommit, Collection<StreamId> streams) throws SQLException {
        Map<StreamId, Long> found = new HashMap<>(keys.getAllPresent(streams));
        List<StreamId> unknown = missing(streams, found);
        if (!unknown.isEmpty()) {
            found.putAll(look(autocommit, unknown));
            unknown = missing(unknown, found);
        }
        if (!unknown.isEmpty()) {
            create(autocommit, unknown);
            found.putAll(look(autocommit, unknown));
        }
        return found;
    }

    private static List<StreamId> missing(Collection<StreamId> streams, Map<StreamId, Long> found) {
        return streams.stream()
                .filter(stream -> !found.containsKey(stream))
                .sorted()
                .toList();
    }

    private Map<StreamId, Long> look(Connection connection, List<StreamId> streams) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select i.tenant_id, i.store_id, i.stream_id
                from unnest(?::uuid[], ?::uuid[]) as k (tenant_id, store_id)
                join sequencer.stream_ids i on i.tenant_id = k.tenant_id and i.store_id = k.store_id
                """)) {
            bind(select, connection, streams);
            Map<StreamId, Long> found = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(new StreamId(row.getObject(1, UUID.class), row.getObject(2, UUID.class)), row.getLong(3));
                }
            }
            keys.putAll(found);
            return found;
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
