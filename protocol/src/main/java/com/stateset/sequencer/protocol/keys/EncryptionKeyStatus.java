package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the registration or revocation of an encryption key: the key as it is now.
 *
 * @param success true; failures are errors
 * @param tenantId the tenant
 * @param agentId the agent
 * @param keyId the key's id
 * @param publicKey the key
 * @param revokedAt when it was revoked; null if it was not
 */
@JsonPropertyOrder({"success", "tenant_id", "agent_id", "key_id", "key_type", "algorithm"})
public record EncryptionKeyStatus(
        boolean success,
        UUID tenantId,
        UUID agentId,
        long keyId,
        X25519PublicKey publicKey,
        @Nullable Instant revokedAt) {

    static final String X25519 = "x25519";

    /** Returns the form of a key. */
    public static EncryptionKeyStatus of(EncryptionKey key) {
        return new EncryptionKeyStatus(
                true,
                key.tenantId(),
                key.agentId(),
                key.key().keyId(),
                key.key().publicKey(),
                key.revokedAt());
    }

    @JsonProperty("key_type")
    long keyType() {
        return EncryptionKeyRegistration.KEY_TYPE;
    }

    @JsonProperty("algorithm")
    String algorithm() {
        return X25519;
    }
}
