package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.history.HeadTree;
import com.stateset.sequencer.postgres.history.LockedTiles;
import com.stateset.sequencer.postgres.keys.KeySnapshots;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.postgres.rows.Damage;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.StreamState.StoredEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads under the lock what a group must be judged by: first the heads, locking them, in a statement of its
 * own; only then the rest, so that it sees what was committed while the lock was waited for. One statement per
 * kind of fact, however large the group. Of one transaction; not thread-safe.
 *
 * <p><b>Order.</b> Heads are locked in the order of their keys, by everybody who locks more than one: appends
 * here and in {@link WriteStatement}, and changes of agents' keys. So two that want the same heads wait for
 * each other and cannot lock each other out.
 *
 * <p><b>Why nothing else is locked.</b> Events are written only with their stream's head, so the lock on that
 * holds all of its rows still. Keys of agents change only with the heads of their tenant locked, so they stay
 * as they are, too.
 *
 * <p><b>Forms.</b> Facts are found by a join of the arrays that are asked for; versions by {@code max} in the
 * select list, which takes one step in the index for each entity, whereas a grouped join would read all
 * versions of each. ADR 0003 names it among the forms that a distributed PostgreSQL may refuse.
 */
final class StreamStateQueries {

    private final Connection connection;
    private final Map<StreamId, Long> keys;
    private final KeySnapshots agentKeys;

    /**
     * Queries for the streams of these keys.
     *
     * @param connection in a transaction, with the settings of an {@link AppendSession}
     * @param keys the short keys of all streams of the group; may be wrong, which is found out
     */
    StreamStateQueries(Connection connection, Map<StreamId, Long> keys, KeySnapshots agentKeys) {
        this.connection = connection;
        this.keys = keys;
        this.agentKeys = agentKeys;
    }

    /**
     * Locks the streams of a group and reads what bears on it. The connection is in a transaction, and the
     * locks last as long as that.
     *
     * @return a state per stream
     * @throws SQLException of a lock timeout if another writer holds a stream; without a code if keys of
     *     streams are not what they were
     */
    Map<StreamId, LockedStreamState> lockAndRead(List<AppendBatch> group) throws SQLException {
        Map<StreamId, LockedStreamState> facts =
                lock(group.stream().map(AppendBatch::stream).distinct().toList());
        List<Event> events = group.stream()
                .flatMap(append -> append.events().stream())
                .map(AdmittedEvent::event)
                .toList();
        readStored(events, facts);
        readCommands(events, facts);
        readVersions(entitiesOf(group), facts);
        ConditionQueries.read(connection, keys, group, facts);
        return facts;
    }

    /**
     * Returns when rows of one stream took their places, if all of them stand there, with their leaves, since one moment. Less
     * does not tell: another writer may have brought the same event to the same place, and others behind it, or another event
     * under the same id.
     */
    Optional<Instant> sequencedAt(StreamId stream, List<PlannedEvent> rows) throws SQLException {
        Map<Long, Hash> missing = new HashMap<>();
        rows.forEach(row -> missing.put(row.sequenceNumber(), row.leafHash()));
        Set<Instant> sequencedAt = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select sequence_number, leaf_hash, sequenced_at from sequencer.events
                where stream_id = ? and sequence_number between ? and ?
                """)) {
            select.setLong(1, Objects.requireNonNull(keys.get(stream)));
            select.setLong(2, rows.get(0).sequenceNumber());
            select.setLong(3, rows.get(rows.size() - 1).sequenceNumber());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    missing.remove(row.getLong(1), leaf(stream, row.getLong(1), row.getBytes(2)));
                    sequencedAt.add(instant(row, 3));
                }
            }
        }
        return missing.isEmpty() && sequencedAt.size() == 1
                ? Optional.of(sequencedAt.iterator().next())
                : Optional.empty();
    }

    /** Sees to it that the streams that were locked have their trees; without a round trip for those that do. */
    void fillTrees(Map<StreamId, LockedStreamState> facts) throws SQLException {
        for (Map.Entry<StreamId, LockedStreamState> each : facts.entrySet()) {
            each.getValue().fillTree(connection, Objects.requireNonNull(keys.get(each.getKey())));
        }
    }

    /**
     * Locks heads, and sees to it that they are those of the streams. The epochs of their tenants' keys stay where they are as long
     * as we hold them, and the group has its moment: the latest clock of a row is read when all are locked.
     */
    private Map<StreamId, LockedStreamState> lock(Collection<StreamId> streams) throws SQLException {
        List<LockedHead> heads = lockHeads(streams);
        Map<UUID, Long> epochs = new HashMap<>();
        heads.forEach(head -> epochs.put(head.stream.tenantId(), head.keyEpoch));
        Map<UUID, TenantKeys> tenants = agentKeys.at(epochs, connection);
        Instant moment =
                heads.stream().map(LockedHead::earliest).max(Instant::compareTo).orElseThrow();
        Map<StreamId, LockedStreamState> facts = new LinkedHashMap<>();
        for (LockedHead each : heads) {
            TenantKeys ofTenant = Objects.requireNonNull(tenants.get(each.stream.tenantId()));
            facts.put(
                    each.stream,
                    new LockedStreamState(
                            each.tree, new LockedTiles(connection, each.stream), each.keyEpoch, ofTenant, moment));
        }
        return facts;
    }

    /**
     * The clock is read outside the part that locks, once it is materialized, so that it is later than any
     * wait. A key that leads to another stream's head, or to none, is found by its name and counts as missing.
     */
    private List<LockedHead> lockHeads(Collection<StreamId> streams) throws SQLException {
        List<LockedHead> heads = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                with held as materialized (
                    select i.tenant_id, i.store_id, h.stream_id, h.key_epoch, h.last_sequenced_at,
                        h.head, h.tree_size, h.right_edge, h.tree_root
                    from sequencer.stream_heads h join sequencer.stream_ids i on i.stream_id = h.stream_id
                    where h.stream_id = any (?) order by h.stream_id for update of h
                )
                select *, greatest(last_sequenced_at, clock_timestamp()) as earliest from held
                """)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", streams.stream().map(keys::get).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StreamId stream = StreamIdMapper.of(row);
                    if (Objects.equals(keys.get(stream), row.getLong("stream_id"))) {
                        heads.add(new LockedHead(
                                stream,
                                HeadTree.of(stream, row),
                                row.getLong("key_epoch"),
                                Columns.instant(row, "earliest")));
                    }
                }
            }
        }
        if (heads.size() != streams.size()) {
            // Without a code: like an outage, after which everything that is remembered is in doubt.
            throw new SQLException("the database has other keys for the group's streams than it had");
        }
        return heads;
    }

    /**
     * Which events of the group are stored, and where: they are replays, or other content under an id that is
     * taken.
     */
    private void readStored(List<Event> events, Map<StreamId, LockedStreamState> facts) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select k.ordinal, e.sequence_number, e.sequenced_at, e.leaf_hash, e.sequencer_key_version
                from unnest(?::bigint[], ?::uuid[]) with ordinality as k(stream_id, event_id, ordinal)
                join sequencer.events e on e.stream_id = k.stream_id and e.event_id = k.event_id
                """)) {
            bindStreams(select, events.stream().map(Event::stream).toList());
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", events.stream().map(Event::eventId).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Event event = events.get(row.getInt(1) - 1);
                    Hash leaf = leaf(event.stream(), row.getLong(2), row.getBytes(4));
                    factsOf(event.stream(), facts)
                            .addStored(
                                    event.eventId(),
                                    new StoredEvent(row.getLong(2), instant(row, 3), leaf, row.getInt(5)));
                }
            }
        }
    }

    /**
     * Which commands of the group have been used. A join, and {@code distinct}, since a command may have had
     * several events.
     */
    private void readCommands(List<Event> events, Map<StreamId, LockedStreamState> facts) throws SQLException {
        List<Event> withCommand =
                events.stream().filter(event -> event.commandId() != null).toList();
        if (withCommand.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select distinct k.ordinal
                from unnest(?::bigint[], ?::uuid[]) with ordinality as k(stream_id, command_id, ordinal)
                join sequencer.events e on e.stream_id = k.stream_id and e.command_id = k.command_id
                """)) {
            bindStreams(select, withCommand.stream().map(Event::stream).toList());
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", withCommand.stream().map(Event::commandId).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Event event = withCommand.get(row.getInt(1) - 1);
                    factsOf(event.stream(), facts).addUsedCommand(Objects.requireNonNull(event.commandId()));
                }
            }
        }
    }

    /** How many events entities have, and how many erasures their streams. Nothing is noted of those that have none. */
    private void readVersions(List<EntityInStream> entities, Map<StreamId, LockedStreamState> facts)
            throws SQLException {
        facts.keySet().forEach(stream -> entities.add(new EntityInStream(stream, Erasure.LOG)));
        try (PreparedStatement select = connection.prepareStatement("""
                select k.ordinal, (
                    select max(e.entity_version) from sequencer.events e
                    where e.stream_id = k.stream_id and e.entity_key = k.entity_key
                ) as entity_version
                from unnest(?::bigint[], ?::uuid[]) with ordinality as k(stream_id, entity_key, ordinal)
                """)) {
            bindStreams(select, entities.stream().map(EntityInStream::stream).toList());
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid",
                            entities.stream()
                                    .map(each -> EntityKey.of(each.entity()))
                                    .toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    EntityInStream found = entities.get(row.getInt(1) - 1);
                    long version = row.getLong(2);
                    if (version > 0) {
                        factsOf(found.stream(), facts).addVersion(found.entity(), version);
                    }
                }
            }
        }
    }

    /** Those that get events, and those that are only expected to be at certain versions. */
    private static List<EntityInStream> entitiesOf(List<AppendBatch> group) {
        Set<EntityInStream> entities = new LinkedHashSet<>();
        for (AppendBatch batch : group) {
            batch.events()
                    .forEach(each -> entities.add(
                            new EntityInStream(batch.stream(), each.event().entity())));
            batch.expected().forEach(each -> entities.add(new EntityInStream(batch.stream(), each.entity())));
        }
        return new ArrayList<>(entities);
    }

    private void bindStreams(PreparedStatement select, List<StreamId> streams) throws SQLException {
        select.setArray(
                1,
                connection.createArrayOf(
                        "bigint", streams.stream().map(keys::get).toArray()));
    }

    private static LockedStreamState factsOf(StreamId stream, Map<StreamId, LockedStreamState> facts) {
        return Objects.requireNonNull(facts.get(stream), "a stream that was not locked");
    }

    private static Hash leaf(StreamId stream, long sequenceNumber, byte[] stored) {
        try {
            return Hash.of(stored);
        } catch (IllegalArgumentException e) {
            throw Damage.ofEvent(stream, sequenceNumber, e);
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private record EntityInStream(StreamId stream, EntityRef entity) {}

    /** A head with its tree, and the earliest moment at which it may move. */
    private record LockedHead(StreamId stream, HeadTree tree, long keyEpoch, Instant earliest) {}
}
