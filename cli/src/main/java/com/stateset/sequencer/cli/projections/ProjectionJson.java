package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Projections and parked events for programs. */
final class ProjectionJson {

    private ProjectionJson() {}

    static Object of(List<ProjectionStatus> all) {
        return new Projections(all.stream().map(ProjectionJson::projection).toList());
    }

    /**
     * Returns parked events.
     *
     * @param more whether there are others
     */
    static Object of(List<ParkedEvent> parked, boolean more) {
        return new ParkedEvents(parked.stream().map(ProjectionJson::parked).toList(), more);
    }

    private static Projection projection(ProjectionStatus status) {
        return new Projection(
                status.build().name(),
                status.build().version(),
                status.build().role().name().toLowerCase(Locale.ROOT),
                status.streams(),
                status.events(),
                status.applied(),
                status.parked(),
                status.workers(),
                status.stopped().stream()
                        .map(stopped -> new Stopped(
                                stopped.stream().tenantId(),
                                stopped.stream().storeId(),
                                stopped.sequenceNumber(),
                                stopped.reason()))
                        .toList());
    }

    private static Parked parked(ParkedEvent parked) {
        return new Parked(
                parked.buildId(),
                parked.stream().tenantId(),
                parked.stream().storeId(),
                parked.sequenceNumber(),
                parked.eventId(),
                parked.entity().type(),
                parked.entity().id(),
                parked.attempts(),
                parked.error(),
                parked.parkedAt());
    }

    record Projections(List<Projection> projections) {}

    record Projection(
            String name,
            int version,
            String role,
            long streams,
            long events,
            long applied,
            long parked,
            int workers,
            List<Stopped> stopped) {}

    record Stopped(UUID tenantId, UUID storeId, long sequenceNumber, String reason) {}

    record ParkedEvents(List<Parked> parked, boolean more) {}

    record Parked(
            long buildId,
            UUID tenantId,
            UUID storeId,
            long sequenceNumber,
            UUID eventId,
            String entityType,
            String entityId,
            int attempts,
            String error,
            Instant parkedAt) {}
}
