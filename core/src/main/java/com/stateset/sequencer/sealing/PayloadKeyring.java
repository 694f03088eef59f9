package com.stateset.sequencer.sealing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The keys of each tenant. The first one seals what is new; all of them open. Immutable.
 *
 * <p>A tenant that has keys of its own seals with these alone, and still opens what the common keys sealed before it had them. No
 * tenant's key ever opens another tenant's payload.
 */
public final class PayloadKeyring {

    private static final PayloadKeyring EMPTY = new PayloadKeyring(List.of(), Map.of());

    private final List<PayloadKey> common;
    private final Map<UUID, List<PayloadKey>> ofTenants;

    private PayloadKeyring(List<PayloadKey> common, Map<UUID, List<PayloadKey>> ofTenants) {
        this.common = common;
        this.ofTenants = ofTenants;
    }

    /** Returns a ring without keys. */
    public static PayloadKeyring empty() {
        return EMPTY;
    }

    /**
     * Returns a ring of keys for all tenants.
     *
     * @param current seals what is new
     * @param earlier what was sealed before is still opened with these
     */
    public static PayloadKeyring of(PayloadKey current, PayloadKey... earlier) {
        return EMPTY.withCommon(
                Stream.concat(Stream.of(current), Stream.of(earlier)).toList());
    }

    /** Returns this ring with these keys, the current one first, for tenants that have none of their own. */
    public PayloadKeyring withCommon(List<PayloadKey> keys) {
        return new PayloadKeyring(List.copyOf(keys), ofTenants);
    }

    /**
     * Returns this ring with these keys, the current one first, for one tenant.
     *
     * @throws IllegalArgumentException if there are none
     */
    public PayloadKeyring withTenant(UUID tenantId, List<PayloadKey> keys) {
        Objects.requireNonNull(tenantId, "tenantId");
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("tenant " + tenantId + " has no payload key");
        }
        Map<UUID, List<PayloadKey>> more = new HashMap<>(ofTenants);
        more.put(tenantId, List.copyOf(keys));
        return new PayloadKeyring(common, Map.copyOf(more));
    }

    /** Whether it has no key at all. */
    public boolean isEmpty() {
        return common.isEmpty() && ofTenants.isEmpty();
    }

    /** Returns what seals a tenant's payloads, if anything does. */
    public Optional<PayloadKey> current(UUID tenantId) {
        return ofTenants.getOrDefault(tenantId, common).stream().findFirst();
    }

    /** Returns the key of an id, if it may open payloads of the tenant. */
    Optional<PayloadKey> find(UUID tenantId, String keyId) {
        return Stream.concat(ofTenants.getOrDefault(tenantId, List.of()).stream(), common.stream())
                .filter(key -> key.id().equals(keyId))
                .findFirst();
    }

    /**
     * Returns the key of an id.
     *
     * @throws SealBrokenException if there is none that may open payloads of the tenant
     */
    PayloadKey require(UUID tenantId, String keyId) throws SealBrokenException {
        return find(tenantId, keyId)
                .orElseThrow(() -> new SealBrokenException("there is no key " + keyId + " for its tenant"));
    }

    /** Shows how many keys there are. */
    @Override
    public String toString() {
        return common.size() + " common payload keys, and keys of " + ofTenants.size() + " tenants";
    }
}
