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

/**
 * All keys of a tenant's agents as of an epoch, the revoked and the expired included. Immutable; a later state
 * is another object, which shares the lists of those agents that have not changed.
 */
public final class TenantKeys {

    /** Of a tenant whose agents have never had keys. */
    static final TenantKeys NONE = new TenantKeys(0, Map.of());

    private final long epoch;
    private final Map<UUID, List<AgentKey>> byAgent;

    private TenantKeys(long epoch, Map<UUID, List<AgentKey>> byAgent) {
        this.epoch = epoch;
        this.byAgent = byAgent;
    }

    /** How many changes to the tenant's keys this state comes after. */
    public long epoch() {
        return epoch;
    }

    /** How many agents have keys: what a snapshot weighs. */
    int agents() {
        return byAgent.size();
    }

    /**
     * An agent's keys, by key id; none if it has never had any, which is what allows it to leave its events
     * unsigned.
     */
    public List<AgentKey> of(UUID agentId) {
        return byAgent.getOrDefault(agentId, List.of());
    }

    /** One of an agent's keys. */
    Optional<AgentKey> find(UUID agentId, long keyId) {
        return of(agentId).stream().filter(key -> key.keyId() == keyId).findFirst();
    }

    /**
     * Whether the verdict on a key, or on the lack of it, does not depend on the time. One that does cannot be
     * planned before the moment of the append is known.
     */
    public boolean isTimeless(UUID agentId, long keyId) {
        for (AgentKey key : of(agentId)) {
            if (key.keyId() == keyId) {
                return key.isTimeless();
            }
        }
        return true;
    }

    /**
     * These keys with those that have changed since, up to a later epoch. A changed key takes the place of the
     * one with its id.
     */
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
