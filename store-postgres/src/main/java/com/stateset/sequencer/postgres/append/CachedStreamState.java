package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is remembered of a stream and of its tenant's keys, taken for true: see {@link StreamCache}. */
record CachedStreamState(StreamCache stream, TenantKeys keys) implements FencedStreamState {

    @Override
    public long head() {
        return stream.head();
    }

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
