package com.stateset.sequencer.protocol.projection;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The answer of {@code GET /projections/{name}/parked}: events that a projection's builds have put aside, in order.
 *
 * @param parked the events
 * @param count how many they are
 */
public record WireParkedPage(List<Parked> parked, int count) {

    /** Copies the list. */
    public WireParkedPage {
        parked = List.copyOf(parked);
    }

    /** Returns a page of these events. */
    public static WireParkedPage of(List<Parked> parked) {
        return new WireParkedPage(parked, parked.size());
    }

    /**
     * An event that a build has put aside.
     *
     * @param role the role of the build: {@code live}, {@code next} or {@code check}; {@code gone} if it was dropped meanwhile
     * @param tenantId the stream's tenant
     * @param storeId the stream's store
     * @param sequenceNumber its place there
     * @param eventId which event
     * @param entityType what it is about
     * @param entityId which one
     * @param attempts how often it has been tried; 0 if it waits behind another one of its entity
     * @param error what the projection threw last, or what it waits for
     * @param parkedAt when it was put aside
     * @param retryWanted whether it is to be tried again
     */
    public record Parked(
            String role,
            UUID tenantId,
            UUID storeId,
            long sequenceNumber,
            UUID eventId,
            String entityType,
            String entityId,
            int attempts,
            String error,
            Instant parkedAt,
            boolean retryWanted) {}
}
