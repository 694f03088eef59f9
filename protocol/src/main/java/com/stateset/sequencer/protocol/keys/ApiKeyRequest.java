package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.TwoNames;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api-keys} and {@code POST /agents/{id}/api-keys}: the key that is wanted. What is left out is what the key has
 * that asks. Each member is also understood in snake case.
 *
 * @param tenantId the tenant; only an administrator of all tenants must name one
 * @param storeIds the stores it is to reach; empty for all that the asking key reaches
 * @param permission what it may do
 * @param rateLimit the most calls that it may make in a minute, at least 1; null for as many as the asking key
 * @param expiresAt when it is to end
 * @param label what it is called
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyRequest(
        @JsonProperty("tenantId") @Nullable UUID tenantId,
        @JsonProperty("storeIds") List<UUID> storeIds,
        Permission permission,
        @JsonProperty("rateLimit") @Nullable Integer rateLimit,
        @JsonProperty("expiresAt") @Nullable Instant expiresAt,
        @JsonProperty("label") @Nullable String label) {

    /** Copies the stores, and checks the limits. */
    public ApiKeyRequest {
        storeIds = List.copyOf(storeIds);
        if (storeIds.size() > ApiKey.MAX_STORES) {
            throw InvalidMessageException.ofMember("storeIds", "names more than " + ApiKey.MAX_STORES + " stores");
        }
        if (rateLimit != null && rateLimit < 1) {
            throw InvalidMessageException.ofMember("rateLimit", "is not 1 or more");
        }
        InvalidMessageException.requireNote("label", label, ApiKey.MAX_LABEL_LENGTH);
    }

    @JsonCreator
    static ApiKeyRequest read(
            @JsonProperty("tenantId") @Nullable UUID tenantId,
            @JsonProperty("tenant_id") @Nullable UUID tenantIdToo,
            @JsonProperty("storeIds") @Nullable List<UUID> storeIds,
            @JsonProperty("store_ids") @Nullable List<UUID> storeIdsToo,
            @JsonProperty("readOnly") @Nullable Boolean readOnly,
            @JsonProperty("read_only") @Nullable Boolean readOnlyToo,
            @JsonProperty("admin") @Nullable Boolean admin,
            @JsonProperty("rateLimit") @Nullable Integer rateLimit,
            @JsonProperty("rate_limit") @Nullable Integer rateLimitToo,
            @JsonProperty("expiresAt") @Nullable Instant expiresAt,
            @JsonProperty("expires_at") @Nullable Instant expiresAtToo,
            @JsonProperty("label") @Nullable String label) {
        List<UUID> stores = TwoNames.either(storeIds, "store_ids", storeIdsToo);
        return new ApiKeyRequest(
                TwoNames.either(tenantId, "tenant_id", tenantIdToo),
                stores == null ? List.of() : stores,
                permission(TwoNames.either(readOnly, "read_only", readOnlyToo), admin),
                TwoNames.either(rateLimit, "rate_limit", rateLimitToo),
                TwoNames.either(expiresAt, "expires_at", expiresAtToo),
                label);
    }

    private static Permission permission(@Nullable Boolean readOnly, @Nullable Boolean admin) {
        boolean reads = Boolean.TRUE.equals(readOnly);
        boolean administers = Boolean.TRUE.equals(admin);
        if (reads && administers) {
            throw InvalidMessageException.ofMember("admin", "contradicts readOnly");
        }
        if (administers) {
            return Permission.ADMIN;
        }
        return reads ? Permission.READ : Permission.READ_WRITE;
    }

    @JsonProperty("readOnly")
    boolean readOnly() {
        return permission == Permission.READ;
    }

    @JsonProperty("admin")
    boolean admin() {
        return permission == Permission.ADMIN;
    }
}
