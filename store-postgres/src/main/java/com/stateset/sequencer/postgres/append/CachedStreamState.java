package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.keys.KeySnapshots;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a stream and of its tenant's keys, taken for true: see {@link StreamCache}. Says of
 * every event that it is not stored and of every command that it is unused; the first is refuted by an index,
 * the second is asked of no batch that is planned with this. Not thread-safe, like the cache it looks at.
 *
 * @param stream the cache, which the append owns for now
 * @param keys a snapshot at the epoch that the stream was found at, or later
 * @param entities the group's
 */
record CachedStreamState(StreamCache stream, TenantKeys keys, EntityKeys entities) implements FencedStreamState {

    /**
     * Takes what is remembered for facts, if that is likely to hold for every batch of a group. All batches of a
     * stream, and all streams of a tenant, are judged by one snapshot of keys, or the plan would contradict itself.
     *
     * @return a state per stream; empty if one stream is not remembered well enough, since the statement is all or
     *     nothing
     */
    static Optional<Map<StreamId, CachedStreamState>> ofGroup(
            List<AppendBatch> group, Map<StreamId, StreamCache> known, KeySnapshots agentKeys, EntityKeys entities) {
        Map<StreamId, CachedStreamState> facts = new HashMap<>();
        for (AppendBatch append : group) {
            StreamId stream = append.stream();
            StreamCache cache = known.get(stream);
            if (cache == null || !cache.isTrusted()) {
                return Optional.empty();
            }
            CachedStreamState guessed = facts.get(stream);
            TenantKeys ofTenant =
                    guessed != null ? guessed.keys() : agentKeys.known(stream.tenantId(), cache.keyEpoch());
            if (ofTenant == null || !cache.canPlan(append, ofTenant, entities)) {
                return Optional.empty();
            }
            facts.putIfAbsent(stream, new CachedStreamState(cache, ofTenant, entities));
        }
        return Optional.of(facts);
    }

    @Override
    public long head() {
        return stream.head();
    }

    @Override
    public CompactRange rightEdge() {
        return stream.rightEdge();
    }

    /** Not asked: a batch that is measured by another head than this is not planned from what is remembered. */
    @Override
    public TileSource tiles() {
        throw new IllegalStateException("only the right edge is remembered");
    }

    /**
     * The snapshot's, not the cache's: the plan is judged by the snapshot, so the head has to be at its epoch.
     * If the head was last found at an earlier one, the fence tells whether it has moved on since.
     */
    @Override
    public long keyEpoch() {
        return keys.epoch();
    }

    @Override
    public @Nullable StoredEvent stored(UUID eventId) {
        return null;
    }

    @Override
    public boolean commandUsed(UUID commandId) {
        return false;
    }

    /** Not asked: a batch is planned from what is remembered if its condition looks at nothing before the head. */
    @Override
    public long firstMatch(TagQuery query, long after) {
        throw new IllegalStateException("no event is remembered");
    }

    @Override
    public long version(EntityRef entity) {
        return stream.version(entity, entities);
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return keys.of(agentId);
    }

    /** Any moment is as good: what depends on the time is not guessed. */
    @Override
    public Instant sequencedAt() {
        return Instant.EPOCH;
    }
}
