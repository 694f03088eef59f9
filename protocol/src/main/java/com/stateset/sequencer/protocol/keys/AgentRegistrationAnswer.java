package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.spi.ApiKey;
import java.util.Objects;
import java.util.UUID;

/**
 * The answer to an agent that has registered.
 *
 * @param success true; failures are errors
 * @param agentId its new id
 * @param tenantId its new tenant
 * @param apiKey the secret, which is shown this once
 * @param permissions {@code read} or {@code read_write}
 * @param message a sentence for a person
 */
public record AgentRegistrationAnswer(
        @JsonProperty("success") boolean success,
        @JsonProperty("agentId") UUID agentId,
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("apiKey") String apiKey,
        @JsonProperty("permissions") String permissions,
        @JsonProperty("message") String message) {

    /** Returns the answer about the key of an agent. */
    public static AgentRegistrationAnswer of(ApiKey key, String secret) {
        return new AgentRegistrationAnswer(
                true,
                Objects.requireNonNull(key.agentId(), "agentId"),
                key.tenantId(),
                secret,
                key.permission().text(),
                "The key is shown this once and stored nowhere; keep it.");
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "AgentRegistrationAnswer[" + agentId + " of " + tenantId + "]";
    }
}
