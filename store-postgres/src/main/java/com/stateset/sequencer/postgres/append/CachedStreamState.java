package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a stream and of its tenant's keys, taken for true: see {@link StreamCache}. Says of
 * every event that it is not stored and of every command that it is unused; the first is refuted by an index,
 * the second is asked of no batch that is planned with this. Not thread-safe, like the cache it looks at.
 *
 * @param stream the cache, which the append owns for now
 * @param keys a snapshot at the epoch that the stream was found at, or later
 */
record CachedStreamState(StreamCache stream, TenantKeys keys) implements FencedStreamState {

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
        return stream.version(entity);
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
