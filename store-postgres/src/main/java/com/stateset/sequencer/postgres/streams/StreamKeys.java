package com.stateset.sequencer.postgres.streams;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The database's short keys of streams, remembered. Thread-safe.
 *
 * <p><b>What a key is.</b> A number that {@code stream_ids} gives a stream when it is first written to. It never changes and is never given twice by one database. But a database that has been restored
 * may know a stream no more, and have given its key to another one. So a remembered key is a guess like a
 * remembered head, and whoever writes by it has the same statement, or the one that takes the lock, compare the
 * stream's name, or a root of its tree, in which the name is. Readers go by the name, at the cost of one look into a small index.
 *
 * <p><b>How a stream comes into being.</b> Three rows: its tenant in {@code key_epochs}, its name and its head.
 * Name and head come in one statement, so that half a stream cannot be seen. The tenant's row is there before,
 * and is locked in share mode while they are made: a change of agents' keys locks it alone, so it either waits
 * until the new stream can be seen and raises its epoch, too, or is done before, and the stream begins at the
 * new epoch.
 *
 * <p><b>Races.</b> Two who make the same streams insert them in one order, so that the second waits for the
 * first instead of locking it out; {@code on conflict do nothing} then returns it no row, and it looks again.
 * An event is not needed for a stream to exist: one whose first append failed stays at head 0, and is in no
 * list of streams.
 *
 * <p><b>Evicting.</b> The least used fall out beyond what a sixteenth of the heap holds, at the cost of one look-up. Nothing tells other processes
 * anything.
 */
public final class StreamKeys {

    /**
     * The key of the stream that a statement names, as a scalar subquery of the parameters {@code :tenantId}
     * and {@code :storeId}; null where there is no such stream, so that nothing is found.
     */
    public static final String OF_NAMED =
            "(select stream_id from sequencer.stream_ids where tenant_id = :tenantId and store_id = :storeId)";

    /** The same for two positions in a row, that of the tenant and that of the store. */
    public static final String OF_NEXT =
            "(select stream_id from sequencer.stream_ids where tenant_id = ? and store_id = ?)";

    /** What may be remembered of streams for one purpose, in bytes: a sixteenth of the heap, of which 8 GiB count. */
    public static final long HEAP_SHARE =
            Math.min(8L << 30, Runtime.getRuntime().maxMemory()) / 16;

    /** What a key takes in memory with its stream's id, in bytes, about; StreamKeysTest measures it. */
    static final int BYTES = 184;

    private final Cache<StreamId, Long> keys = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(HEAP_SHARE / BYTES)
            .build();

    /**
     * Sees to it that streams exist, and returns their keys. Without a round trip if all are remembered; what
     * is remembered may be forgotten by another thread at once, so the result is the caller's own copy.
     *
     * @param autocommit a connection on which each statement is a transaction of its own: a stream that is made
     *     here must be visible to the others before it is locked
     * @param epochsOfNew takes the key epochs of the streams that are made here: they were at head 0 then
     * @return the key of each stream, which may be wrong on a database that was restored
     * @throws StoreFailedException if there is half of a stream, which only somebody else can have made of it
     */
    public Map<StreamId, Long> ensure(
            Connection autocommit, Collection<StreamId> streams, Map<StreamId, Long> epochsOfNew) throws SQLException {
        Map<StreamId, Long> found = new HashMap<>(keys.getAllPresent(streams));
        List<StreamId> unknown = missing(streams, found);
        if (!unknown.isEmpty()) {
            found.putAll(look(autocommit, unknown));
            unknown = missing(unknown, found);
        }
        if (!unknown.isEmpty()) {
            Map<StreamId, Long> created = make(autocommit, unknown, epochsOfNew);
            keys.putAll(created);
            found.putAll(created);
            unknown = missing(unknown, found);
        }
        if (!unknown.isEmpty()) {
            found.putAll(look(autocommit, unknown));
        }
        return requireAll(streams, found);
    }

    /** Forgets everything: perhaps another server answers from now on. */
    public void forget() {
        keys.invalidateAll();
    }

    /**
     * Returns the keys of streams, making those that are unknown. Looked up in the transaction that goes by them, since the
     * database behind a new one may have been restored; and not remembered, since what was made may yet come to nothing.
     *
     * @param connection in a transaction of isolation level read committed
     */
    public static Map<StreamId, Long> ensureInTransaction(Connection connection, Collection<StreamId> streams)
            throws SQLException {
        Map<StreamId, Long> found = find(connection, List.copyOf(streams));
        List<StreamId> unknown = missing(streams, found);
        if (!unknown.isEmpty()) {
            found.putAll(make(connection, unknown, new HashMap<>()));
            found.putAll(find(connection, missing(unknown, found)));
        }
        return requireAll(streams, found);
    }

    /** Makes streams, in their order, and returns the keys of those that nobody else made meanwhile. */
    private static Map<StreamId, Long> make(Connection connection, List<StreamId> sorted, Map<StreamId, Long> epochs)
            throws SQLException {
        makeTenants(connection, sorted);
        return create(connection, sorted, epochs);
    }

    private static Map<StreamId, Long> requireAll(Collection<StreamId> streams, Map<StreamId, Long> found) {
        List<StreamId> unknown = missing(streams, found);
        if (!unknown.isEmpty()) {
            throw new StoreFailedException("the store is damaged: stream " + unknown.get(0) + " has no head", null);
        }
        return found;
    }

    private static List<StreamId> missing(Collection<StreamId> streams, Map<StreamId, Long> found) {
        return streams.stream()
                .filter(stream -> !found.containsKey(stream))
                .sorted()
                .toList();
    }

    /** Finds the keys of streams and remembers them. */
    private Map<StreamId, Long> look(Connection connection, List<StreamId> streams) throws SQLException {
        Map<StreamId, Long> found = find(connection, streams);
        keys.putAll(found);
        return found;
    }

    /** Finds the keys of streams that exist whole, with a head. */
    private static Map<StreamId, Long> find(Connection connection, List<StreamId> streams) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select i.tenant_id, i.store_id, i.stream_id
                from unnest(?::uuid[], ?::uuid[]) as k (tenant_id, store_id)
                join sequencer.stream_ids i on i.tenant_id = k.tenant_id and i.store_id = k.store_id
                join sequencer.stream_heads h on h.stream_id = i.stream_id
                """)) {
            bind(select, 1, connection, streams);
            return read(select);
        }
    }

    /** Sees to it that the tenants of new streams can be locked. */
    private static void makeTenants(Connection connection, List<StreamId> streams) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into sequencer.key_epochs (tenant_id)
                select distinct tenant_id from unnest(?::uuid[]) as k (tenant_id) order by tenant_id
                on conflict do nothing
                """)) {
            bindTenants(insert, 1, connection, streams);
            insert.executeUpdate();
        }
    }

    /**
     * Makes names and heads. The streams begin at the key epoch of their tenant, which is held until they can
     * be seen: a change of keys either waits for them, or is waited for.
     *
     * @param epochs takes at which epoch each of those begins
     * @return the keys of those that this statement has made; not of those that another one made meanwhile
     */
    private static Map<StreamId, Long> create(Connection connection, List<StreamId> sorted, Map<StreamId, Long> epochs)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                with tenants as materialized (
                    select tenant_id, epoch from sequencer.key_epochs
                    where tenant_id = any (?::uuid[]) order by tenant_id for share
                ), created as (
                    insert into sequencer.stream_ids (tenant_id, store_id)
                    select k.tenant_id, k.store_id
                    from unnest(?::uuid[], ?::uuid[]) with ordinality as k (tenant_id, store_id, position)
                    join tenants t on t.tenant_id = k.tenant_id
                    order by k.position
                    on conflict do nothing
                    returning tenant_id, store_id, stream_id
                ), heads as (
                    insert into sequencer.stream_heads (stream_id, key_epoch)
                    select c.stream_id, t.epoch from created c join tenants t on t.tenant_id = c.tenant_id
                )
                select c.tenant_id, c.store_id, c.stream_id, t.epoch
                from created c join tenants t on t.tenant_id = c.tenant_id
                """)) {
            bindTenants(insert, 1, connection, sorted);
            bind(insert, 2, connection, sorted);
            Map<StreamId, Long> created = new HashMap<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    created.put(StreamIdMapper.of(row), row.getLong("stream_id"));
                    epochs.put(StreamIdMapper.of(row), row.getLong("epoch"));
                }
            }
            return created;
        }
    }

    private static Map<StreamId, Long> read(PreparedStatement statement) throws SQLException {
        Map<StreamId, Long> found = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.put(StreamIdMapper.of(row), row.getLong("stream_id"));
            }
        }
        return found;
    }

    private static void bind(PreparedStatement statement, int first, Connection connection, List<StreamId> streams)
            throws SQLException {
        bindTenants(statement, first, connection, streams);
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "uuid", streams.stream().map(StreamId::storeId).toArray()));
    }

    private static void bindTenants(
            PreparedStatement statement, int position, Connection connection, List<StreamId> streams)
            throws SQLException {
        statement.setArray(
                position,
                connection.createArrayOf(
                        "uuid", streams.stream().map(StreamId::tenantId).toArray()));
    }
}
