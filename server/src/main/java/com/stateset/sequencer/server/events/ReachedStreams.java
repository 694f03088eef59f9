package com.stateset.sequencer.server.events;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the streams that a caller reaches, and reads no other: a page costs as much as it shows, however many streams others have. */
final class ReachedStreams {

    private static final UUID LAST = new UUID(-1, -1);

    private final Sequencer sequencer;

    ReachedStreams(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    /** Returns a page in the order of {@link StreamId}, as {@link Sequencer#streams} does. */
    List<StreamHead> page(Principal principal, @Nullable StreamId after, int limit) {
        UUID tenant = principal.tenantId();
        if (tenant == null) {
            return sequencer.streams(after, limit);
        }
        return principal.storeIds().isEmpty()
                ? ofTenant(tenant, principal, after, limit)
                : ofStores(tenant, principal, after, limit);
    }

    /**
     * The query that the caller gave names its own tenant, so that the page never begins before it. One of its streams may be left out, the
     * audit log: so one more is read, and the page is full.
     */
    private List<StreamHead> ofTenant(UUID tenant, Principal principal, @Nullable StreamId after, int limit) {
        StreamId from = after != null
                ? after
                : before(tenant).map(last -> new StreamId(last, LAST)).orElse(null);
        return sequencer.streams(from, limit + 1).stream()
                .filter(head -> principal.reaches(head.stream()))
                .limit(limit)
                .toList();
    }

    private List<StreamHead> ofStores(UUID tenant, Principal principal, @Nullable StreamId after, int limit) {
        return principal.storeIds().stream()
                .map(store -> new StreamId(tenant, store))
                .sorted()
                .filter(stream -> after == null || stream.compareTo(after) > 0)
                .map(stream -> new StreamHead(stream, sequencer.stream(stream).head()))
                .filter(head -> head.head() > 0)
                .limit(limit)
                .toList();
    }

    /** The id just before; empty for the first of all. */
    private static Optional<UUID> before(UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        if (low != 0) {
            return Optional.of(new UUID(high, low - 1));
        }
        return high == 0 ? Optional.empty() : Optional.of(new UUID(high - 1, -1));
    }
}
