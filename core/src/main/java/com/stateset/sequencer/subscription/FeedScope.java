package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which streams belong to a feed, and which of their events. They are a range in the order of stream ids, as {@link com.stateset.sequencer.spi.EventStore#heads}
 * lists them: so a tenant's feed begins behind the last stream that may be before it, and ends at the first that is no more of it.
 *
 * @param tenantId the tenant whose streams they are, or null for all
 * @param filter which events are wanted
 */
record FeedScope(@Nullable UUID tenantId, ReadFilter filter) {

    static final FeedScope ALL = new FeedScope(null, ReadFilter.ALL);

    private static final UUID LAST = new UUID(-1, -1);

    static FeedScope of(UUID tenantId) {
        return new FeedScope(tenantId, ReadFilter.ALL);
    }

    /** The same streams, but only these of their events. */
    FeedScope filter(ReadFilter value) {
        return new FeedScope(tenantId, value);
    }

    boolean holds(StreamId stream) {
        return tenantId == null || tenantId.equals(stream.tenantId());
    }

    /** The last stream before all of the scope; null if there can be none. */
    @Nullable
    StreamId before() {
        if (tenantId == null || tenantId.equals(new UUID(0, 0))) {
            return null;
        }
        long low = tenantId.getLeastSignificantBits();
        long high = tenantId.getMostSignificantBits();
        return new StreamId(new UUID(low == 0 ? high - 1 : high, low - 1), LAST);
    }
}
