package com.stateset.sequencer.event;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names a stream: one gap-free sequence of events of one store of one tenant.
 *
 * <p>Ordered by the unsigned bytes of tenant, then store, the order in which databases compare UUIDs.
 */
public record StreamId(UUID tenantId, UUID storeId) implements Comparable<StreamId> {

    /**
     * The store that is the audit log of every tenant: {@code H("VES_AUDIT_STORE_V1")}, cut to a UUID of version 8 (RFC 9562). Only the
     * sequencer writes there; see {@link com.stateset.sequencer.audit.AuditLog}.
     */
    public static final UUID AUDIT_STORE = UUID.fromString("ca89c3ba-0c64-8901-86fb-69c0af4ad594");

    public StreamId {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(storeId, "storeId");
    }

    /** Names the audit log of a tenant. */
    public static StreamId auditLogOf(UUID tenantId) {
        return new StreamId(tenantId, AUDIT_STORE);
    }

    /** Whether it is a tenant's audit log. */
    public boolean isAuditLog() {
        return storeId.equals(AUDIT_STORE);
    }

    @Override
    public int compareTo(StreamId other) {
        int byTenant = compareUnsigned(tenantId, other.tenantId);
        return byTenant != 0 ? byTenant : compareUnsigned(storeId, other.storeId);
    }

    private static int compareUnsigned(UUID left, UUID right) {
        int byHigh = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return byHigh != 0
                ? byHigh
                : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamId that && tenantId.equals(that.tenantId) && storeId.equals(that.storeId);
    }

    /** Written out: what a record generates is linked by method handles, which a start would wait for. */
    @Override
    public int hashCode() {
        return 31 * tenantId.hashCode() + storeId.hashCode();
    }

    /** Returns {@code tenant/store}. */
    @Override
    public String toString() {
        return tenantId + "/" + storeId;
    }
}
