package com.stateset.sequencer.event;

import java.util.Objects;
import java.util.UUID;

/**
 * Names a stream: one gap-free sequence of events of one store of one tenant.
 *
 * <p>Ordered by the unsigned bytes of tenant, then store, the order in which databases compare UUIDs.
 */
public record StreamId(UUID tenantId, UUID storeId) implements Comparable<StreamId> {

    public StreamId {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(storeId, "storeId");
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

    /** Returns {@code tenant/store}. */
    @Override
    public String toString() {
        return tenantId + "/" + storeId;
    }
}
