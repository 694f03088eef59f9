package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is shown: everything but its secret, which is shown once, when it is minted.
 *
 * @param keyHashPrefix the first 16 hex digits of the SHA-256 of the secret: what the key is called in calls
 * @param tenantId the tenant it belongs to
 * @param storeIds the stores it reaches; empty for all
 * @param agentId the agent it acts for; absent for any
 * @param permissions {@code read}, {@code read_write} or {@code admin}
 * @param active whether it opens anything now
 * @param rateLimit the most calls in a minute; absent for no limit of its own
 * @param label what it is called, for people; absent for nothing
 * @param mintedBy the prefix of the key that minted it; absent where an administrator of all tenants did
 * @param createdAt when it was minted
 * @param expiresAt when it ends; absent for never
 * @param lastUsedAt about when it was last used; absent for not yet
 * @param revokedAt when it was revoked; absent if it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WireApiKey(
        @JsonProperty("keyHashPrefix") String keyHashPrefix,
        @JsonProperty("tenantId") UUID tenantId,
        @JsonProperty("storeIds") List<UUID> storeIds,
        @JsonProperty("agentId") @Nullable UUID agentId,
        @JsonProperty("permissions") String permissions,
        @JsonProperty("active") boolean active,
        @JsonProperty("rateLimit") @Nullable Integer rateLimit,
        @JsonProperty("label") @Nullable String label,
        @JsonProperty("mintedBy") @Nullable String mintedBy,
        @JsonProperty("createdAt") Instant createdAt,
        @JsonProperty("expiresAt") @Nullable Instant expiresAt,
        @JsonProperty("lastUsedAt") @Nullable Instant lastUsedAt,
        @JsonProperty("revokedAt") @Nullable Instant revokedAt) {

    /** Copies the stores. */
    public WireApiKey {
        storeIds = List.copyOf(storeIds);
    }

    /** Returns the form of a key, as it is at that moment. */
    public static WireApiKey of(ApiKey key, Instant now) {
        Hash mintedBy = key.mintedBy();
        return new WireApiKey(
                key.prefix(),
                key.tenantId(),
                List.copyOf(key.sortedStoreIds()),
                key.agentId(),
                key.permission().text(),
                key.problemAt(now).isEmpty(),
                key.rateLimit(),
                key.label(),
                mintedBy == null ? null : mintedBy.toHex().substring(0, ApiKey.PREFIX_LENGTH),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.revokedAt());
    }
}
