package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.SequencerInfo;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a registration or a revocation: the key as it is now.
 *
 * @param success true; failures are errors
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId the key's id
 * @param publicKey the key
 * @param validFrom from when on it is valid; null for no limit
 * @param validTo when it ceases to be valid; null for never
 * @param revokedAt when it was revoked; null if it was not
 */
@JsonPropertyOrder({"success", "tenant_id", "agent_id", "key_id", "algorithm"})
public record KeyStatus(
        boolean success,
        UUID tenantId,
        UUID agentId,
        long keyId,
        Ed25519PublicKey publicKey,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        @Nullable Instant revokedAt) {

    /** Returns the form of a key. */
    public static KeyStatus of(AgentKey key) {
        return new KeyStatus(
                true,
                key.tenantId(),
                key.agentId(),
                key.keyId(),
                key.publicKey(),
                key.validFrom(),
                key.validTo(),
                key.revokedAt());
    }

    @JsonProperty("algorithm")
    String algorithm() {
        return SequencerInfo.ED25519;
    }
}
