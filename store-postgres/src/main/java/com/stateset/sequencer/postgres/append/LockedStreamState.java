package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.postgres.keys.TenantKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was read of a stream under its lock: true until the transaction ends. */
final class LockedStreamState implements FencedStreamState {

    private final long head;
    private final long keyEpoch;
    private final TenantKeys keys;
    private final Instant sequencedAt;
    private final Map<UUID, StoredEvent> stored = new HashMap<>();
    private final Set<UUID> usedCommands = new HashSet<>();
    private final Map<EntityRef, Long> versions = new HashMap<>();

    LockedStreamState(long head, long keyEpoch, TenantKeys keys, Instant sequencedAt) {
        this.head = head;
        this.keyEpoch = keyEpoch;
        this.keys = keys;
        this.sequencedAt = sequencedAt;
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

    Map<EntityRef, Long> versions() {
        return versions;
    }

    boolean holdsAnyEvent() {
        return !stored.isEmpty();
    }

    @Override
    public long head() {
        return head;
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
