package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The answer to {@code GET /agents/{id}}: what the agent's API keys let it do together.
 *
 * @param agentId the agent
 * @param tenantId its tenant
 * @param active whether one of its keys opens anything now
 * @param permissions the most that one of these may do: {@code read}, {@code read_write}, {@code admin}, or {@code none}
 * @param storeIds the stores that they reach together; empty for all, or for none if it is not active
 */
public record WireAgent(
        @JsonProperty("agentId") UUID agentId,
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("active") boolean active,
        @JsonProperty("permissions") String permissions,
        @JsonProperty("storeIds") List<UUID> storeIds) {

    /** Copies the stores. */
    public WireAgent {
        storeIds = List.copyOf(storeIds);
    }

    /** Returns what an agent's keys amount to at that moment. */
    public static WireAgent of(UUID tenantId, UUID agentId, List<ApiKey> keys, Instant now) {
        List<ApiKey> active =
                keys.stream().filter(key -> key.problemAt(now).isEmpty()).toList();
        TreeSet<UUID> stores = new TreeSet<>();
        active.forEach(key -> stores.addAll(key.storeIds()));
        if (active.stream().anyMatch(key -> key.storeIds().isEmpty())) {
            stores.clear();
        }
        String permissions = active.stream()
                .map(ApiKey::permission)
                .max(Permission::compareTo)
                .map(Permission::text)
                .orElse("none");
        return new WireAgent(agentId, tenantId, !active.isEmpty(), permissions, List.copyOf(stores));
    }
}
