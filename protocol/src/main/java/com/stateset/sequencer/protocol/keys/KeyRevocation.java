package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.TwoNames;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /agents/keys/revoke}. Each member is also understood in camel case.
 *
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId the key's id, an unsigned 32-bit number
 */
public record KeyRevocation(
        @JsonProperty("tenant_id") UUID tenantId,
        @JsonProperty("agent_id") UUID agentId,
        @JsonProperty("key_id") long keyId) {

    /** Checks the range of the id. */
    public KeyRevocation {
        requireKeyId(keyId);
    }

    @JsonCreator
    static KeyRevocation read(
            @JsonProperty("key_id") @Nullable Long keyId,
            @JsonProperty("keyId") @Nullable Long keyIdToo,
            @JsonProperty("tenant_id") @Nullable UUID tenantId,
            @JsonProperty("tenantId") @Nullable UUID tenantIdToo,
            @JsonProperty("agent_id") @Nullable UUID agentId,
            @JsonProperty("agentId") @Nullable UUID agentIdToo) {
        long id = TwoNames.required("key_id", keyId, "keyId", keyIdToo);
        requireKeyId(id);
        return new KeyRevocation(
                TwoNames.required("tenant_id", tenantId, "tenantId", tenantIdToo),
                TwoNames.required("agent_id", agentId, "agentId", agentIdToo),
                id);
    }

    static void requireKeyId(long keyId) {
        if (keyId >>> 32 != 0) {
            throw InvalidMessageException.ofMember("key_id", "must be an unsigned 32-bit number");
        }
    }
}
