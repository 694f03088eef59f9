package com.stateset.sequencer.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A public key that an agent signs its events with, as registered in a tenant. Never replaced by another under the same id.
 *
 * @param tenantId the tenant
 * @param agentId whose key it is
 * @param keyId which of the agent's keys, an unsigned 32-bit number
 * @param publicKey the key
 * @param validFrom when it begins to be valid, in whole microseconds; null for always
 * @param validTo when it is no longer valid, in whole microseconds; null for never
 * @param revokedAt when it was revoked; null if it was not
 * @param registeredBy on whose word it is registered
 */
public record AgentKey(
        UUID tenantId,
        UUID agentId,
        long keyId,
        Ed25519PublicKey publicKey,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        @Nullable Instant revokedAt,
        KeyAuthority registeredBy) {

    public AgentKey {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(publicKey, "publicKey");
        Objects.requireNonNull(registeredBy, "registeredBy");
        if (keyId >>> 32 != 0) {
            throw new IllegalArgumentException("key_id " + keyId + " is not an unsigned 32-bit number");
        }
        if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
            throw new IllegalArgumentException("valid_from " + validFrom + " is not before valid_to " + validTo);
        }
    }

    /** A key of which it is not said on whose word it is registered: registering it says so. */
    public AgentKey(
            UUID tenantId,
            UUID agentId,
            long keyId,
            Ed25519PublicKey publicKey,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            @Nullable Instant revokedAt) {
        this(tenantId, agentId, keyId, publicKey, validFrom, validTo, revokedAt, KeyAuthority.UNRECORDED);
    }

    /** A key that is valid from now on until it is revoked. */
    public AgentKey(UUID tenantId, UUID agentId, long keyId, Ed25519PublicKey publicKey) {
        this(tenantId, agentId, keyId, publicKey, null, null, null);
    }

    /** Returns this key as revoked at a moment. */
    public AgentKey revokedAt(Instant moment) {
        return new AgentKey(tenantId, agentId, keyId, publicKey, validFrom, validTo, moment, registeredBy);
    }

    /** Returns this key as registered on that word. */
    public AgentKey registeredBy(KeyAuthority value) {
        return new AgentKey(tenantId, agentId, keyId, publicKey, validFrom, validTo, revokedAt, value);
    }

    /** Whether the key is good or bad whatever the time is. */
    public boolean isTimeless() {
        return revokedAt != null || (validFrom == null && validTo == null);
    }

    /** Returns why nothing new may be signed with this key at a moment, if so. */
    public Optional<String> problemAt(Instant moment) {
        if (revokedAt != null) {
            return Optional.of("key " + keyId + " of agent " + agentId + " is revoked");
        }
        if (validFrom != null && moment.isBefore(validFrom)) {
            return Optional.of("key " + keyId + " of agent " + agentId + " is not valid yet");
        }
        if (validTo != null && !moment.isBefore(validTo)) {
            return Optional.of("key " + keyId + " of agent " + agentId + " has expired");
        }
        return Optional.empty();
    }
}
