package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.TwoNames;
import com.stateset.sequencer.spi.ApiKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /agents/register}: an agent that nobody knows asks for a tenant of its own. Each member is also understood in
 * snake case.
 *
 * @param name what its key is called, 1 to 128 characters
 * @param description up to 1,024 characters for people; it is not kept
 * @param storeIds the stores that the key is to reach; empty for all of the tenant
 * @param readOnly whether the key may only read
 * @param rateLimit the most calls that the key may make in a minute, 1 to 10,000; null for no limit of its own
 * @param tenantId a tenant, which such an agent must not name
 * @param admin whether it asks to be an administrator, which it must not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentRegistration(
        @JsonProperty("name") String name,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("storeIds") List<UUID> storeIds,
        @JsonProperty("readOnly") boolean readOnly,
        @JsonProperty("rateLimit") @Nullable Integer rateLimit,
        @JsonProperty("tenantId") @Nullable String tenantId,
        @JsonProperty("admin") boolean admin) {

    private static final int MAX_DESCRIPTION_LENGTH = 1024;
    private static final int MAX_RATE_LIMIT = 10_000;

    /** Copies the stores, and checks the limits. */
    public AgentRegistration {
        storeIds = List.copyOf(storeIds);
        if (name.isBlank()) {
            throw InvalidMessageException.ofMember("name", "is blank");
        }
        InvalidMessageException.requireNote("name", name, ApiKey.MAX_LABEL_LENGTH);
        InvalidMessageException.requireNote("description", description, MAX_DESCRIPTION_LENGTH);
        if (storeIds.size() > ApiKey.MAX_STORES) {
            throw InvalidMessageException.ofMember("storeIds", "names more than " + ApiKey.MAX_STORES + " stores");
        }
        if (rateLimit != null && (rateLimit < 1 || rateLimit > MAX_RATE_LIMIT)) {
            throw InvalidMessageException.ofMember("rateLimit", "is not 1 to " + MAX_RATE_LIMIT);
        }
    }

    @JsonCreator
    static AgentRegistration read(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty("storeIds") @Nullable List<UUID> storeIds,
            @JsonProperty("store_ids") @Nullable List<UUID> storeIdsToo,
            @JsonProperty("readOnly") @Nullable Boolean readOnly,
            @JsonProperty("read_only") @Nullable Boolean readOnlyToo,
            @JsonProperty("rateLimit") @Nullable Integer rateLimit,
            @JsonProperty("rate_limit") @Nullable Integer rateLimitToo,
            @JsonProperty("tenantId") @Nullable String tenantId,
            @JsonProperty("tenant_id") @Nullable String tenantIdToo,
            @JsonProperty("admin") @Nullable Boolean admin) {
        if (name == null) {
            throw InvalidMessageException.ofMember("name", "is missing");
        }
        List<UUID> stores = TwoNames.either(storeIds, "store_ids", storeIdsToo);
        return new AgentRegistration(
                name,
                description,
                stores == null ? List.of() : stores,
                Boolean.TRUE.equals(TwoNames.either(readOnly, "read_only", readOnlyToo)),
                TwoNames.either(rateLimit, "rate_limit", rateLimitToo),
                TwoNames.either(tenantId, "tenant_id", tenantIdToo),
                Boolean.TRUE.equals(admin));
    }
}
