package com.stateset.sequencer.postgres.keys;

import com.stateset.sequencer.event.AgentKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All keys of a tenant's agents as of an epoch. Immutable. */
public final class TenantKeys {

    /** Of a tenant whose agents have never had keys. */
    static final TenantKeys NONE = new TenantKeys(0, Map.of());

    private final long epoch;
    private final Map<UUID, List<AgentKey>> byAgent;

    private TenantKeys(long epoch, Map<UUID, List<AgentKey>> byAgent) {
        this.epoch = epoch;
        this.byAgent = byAgent;
    }

    public long epoch() {
        return epoch;
    }

    int agents() {
        return byAgent.size();
    }

    /** An agent's keys, by key id. */
    public List<AgentKey> of(UUID agentId) {
        return byAgent.getOrDefault(agentId, List.of());
    }

    /** One of an agent's keys. */
    Optional<AgentKey> find(UUID agentId, long keyId) {
        return of(agentId).stream().filter(key -> key.keyId() == keyId).findFirst();
    }

    /** Whether the verdict on a key, or on the lack of it, does not depend on the time. */
    public boolean isTimeless(UUID agentId, long keyId) {
        for (AgentKey key : of(agentId)) {
            if (key.keyId() == keyId) {
                return key.isTimeless();
            }
        }
        return true;
    }

    /** These keys with those that have changed since, up to a later epoch. */
    TenantKeys with(Collection<AgentKey> changed, long laterEpoch) {
        Map<UUID, List<AgentKey>> renewed = new HashMap<>(byAgent);
        for (AgentKey key : changed) {
            List<AgentKey> keys = new ArrayList<>(renewed.getOrDefault(key.agentId(), List.of()));
            keys.removeIf(other -> other.keyId() == key.keyId());
            keys.add(key);
            keys.sort(Comparator.comparingLong(AgentKey::keyId));
            renewed.put(key.agentId(), List.copyOf(keys));
        }
        return new TenantKeys(laterEpoch, renewed);
    }
}
