package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.history.HeadTree;
import com.stateset.sequencer.postgres.history.LockedTiles;
import com.stateset.sequencer.postgres.history.TreeFiller;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a stream under its lock: true until the transaction ends. Filled by {@link
 * StreamStateQueries}, statement by statement, and not changed after that. Not thread-safe.
 *
 * <p>Knows only what the group asks for. An event id, a command or an entity that is not here was looked for
 * and is not in the log; one that is no part of the group was not looked for, and must not be asked about.
 */
final class LockedStreamState implements FencedStreamState {

    private final HeadTree tree;
    private final TileSource tiles;
    private final long keyEpoch;
    private final TenantKeys keys;
    private final Instant sequencedAt;
    private final Map<UUID, StoredEvent> stored = new HashMap<>();
    private final Set<UUID> usedCommands = new HashSet<>();
    private final Map<EntityRef, Long> versions = new HashMap<>();
    private final Map<AppendCondition, Long> matches = new HashMap<>();
    private @Nullable CompactRange rightEdge;

    LockedStreamState(HeadTree tree, TileSource tiles, long keyEpoch, TenantKeys keys, Instant sequencedAt) {
        this.tree = tree;
        this.tiles = tiles;
        this.keyEpoch = keyEpoch;
        this.keys = keys;
        this.sequencedAt = sequencedAt;
    }

    /**
     * Plans a group.
     *
     * @throws SQLException if a read that the plan needs has failed
     */
    static AppendPlan planOf(List<AppendBatch> group, Map<StreamId, LockedStreamState> states) throws SQLException {
        try {
            return AppendPlan.of(group, stream -> Objects.requireNonNull(states.get(stream)));
        } catch (LockedTiles.FailedReadException e) {
            throw e.sqlException();
        }
    }

    /**
     * Checks the tree and brings it up to the head, in the transaction that holds the lock. Comes after the question whether an
     * append in doubt was stored, because that has an answer whatever the tree is like.
     *
     * @param key the stream's
     * @throws com.stateset.sequencer.error.StreamStoppedException if the tree is not that of the head
     */
    void fillTree(Connection connection, long key) throws SQLException {
        rightEdge = TreeFiller.fill(connection, key, tree);
    }

    void addStored(UUID eventId, StoredEvent event) {
        stored.put(eventId, event);
    }

    void addUsedCommand(UUID commandId) {
        usedCommands.add(commandId);
    }

    void addVersion(EntityRef entity, long version) {
        versions.put(entity, version);
    }

    /** Notes what an item of a condition of the group has found, as {@link #firstMatch} says it. A condition is asked once it is noted. */
    void addMatch(AppendCondition condition, long found) {
        matches.merge(condition, found, StreamState::firstOf);
    }

    /** The entities of the group that have events, with their versions; those that are new are not in it. */
    Map<EntityRef, Long> versions() {
        return versions;
    }

    /**
     * Whether an event of the group is in the log already: then the guess of the fast path would have been
     * wrong.
     */
    boolean holdsAnyEvent() {
        return !stored.isEmpty();
    }

    @Override
    public long head() {
        return tree.head();
    }

    /** Known once the tree is {@linkplain #fillTree filled}. */
    @Override
    public CompactRange rightEdge() {
        return Objects.requireNonNull(rightEdge, "not filled");
    }

    @Override
    public TileSource tiles() {
        return tiles;
    }

    @Override
    public @Nullable StoredEvent stored(UUID eventId) {
        return stored.get(eventId);
    }

    @Override
    public boolean commandUsed(UUID commandId) {
        return usedCommands.contains(commandId);
    }

    @Override
    public long version(EntityRef entity) {
        return versions.getOrDefault(entity, 0L);
    }

    @Override
    public long firstMatch(TagQuery query, long after) {
        Long found = matches.get(new AppendCondition(query, after));
        if (found == null) {
            throw new IllegalStateException("the condition behind " + after + " was not asked");
        }
        return found;
    }

    @Override
    public long keyEpoch() {
        return keyEpoch;
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return keys.of(agentId);
    }

    @Override
    public Instant sequencedAt() {
        return sequencedAt;
    }
}
