package com.stateset.sequencer.protocol.projection;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The answer of {@code GET /projections}: how far the builds of projections are, in all processes.
 *
 * @param projections the builds, by name and role
 * @param count how many they are
 */
public record WireBuildPage(List<Build> projections, int count) {

    /** Copies the list. */
    public WireBuildPage {
        projections = List.copyOf(projections);
    }

    /** Returns a page of these builds. */
    public static WireBuildPage of(List<Build> builds) {
        return new WireBuildPage(builds, builds.size());
    }

    /**
     * A build.
     *
     * @param name the projection
     * @param version its version
     * @param role {@code live}, {@code next} or {@code check}
     * @param startedAt when it was begun
     * @param streams how many streams have events
     * @param events how many events they have
     * @param applied how many of these it is past
     * @param lag how many it is behind
     * @param parked how many events it has put aside
     * @param workers how many threads, of all processes, are at it
     * @param stopped the streams that stand still
     */
    public record Build(
            String name,
            int version,
            String role,
            Instant startedAt,
            long streams,
            long events,
            long applied,
            long lag,
            long parked,
            int workers,
            List<Stopped> stopped) {

        /** Copies the list. */
        public Build {
            stopped = List.copyOf(stopped);
        }
    }

    /**
     * A stream that stands still.
     *
     * @param tenantId its tenant
     * @param storeId its store
     * @param sequenceNumber the event it stands at
     * @param reason why
     */
    public record Stopped(UUID tenantId, UUID storeId, long sequenceNumber, String reason) {}
}
