package com.stateset.sequencer.server.projections;

import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionStatus.StoppedStream;
import com.stateset.sequencer.protocol.projection.WireBuildPage.Build;
import com.stateset.sequencer.protocol.projection.WireBuildPage.Stopped;
import com.stateset.sequencer.protocol.projection.WireParkedPage.Parked;
import java.util.List;
import java.util.Locale;

/** Builds and parked events as they are answered. */
final class BuildForms {

    private BuildForms() {}

    static Build of(ProjectionStatus status) {
        ProjectionBuild build = status.build();
        return new Build(
                build.name(),
                build.version(),
                word(build.role()),
                build.startedAt(),
                status.streams(),
                status.events(),
                status.applied(),
                status.lag(),
                status.parked(),
                status.workers(),
                status.stopped().stream().map(BuildForms::of).toList());
    }

    private static Stopped of(StoppedStream stopped) {
        return new Stopped(
                stopped.stream().tenantId(), stopped.stream().storeId(), stopped.sequenceNumber(), stopped.reason());
    }

    static Parked of(ParkedEvent event, List<ProjectionStatus> builds) {
        String role = builds.stream()
                .map(ProjectionStatus::build)
                .filter(build -> build.id() == event.buildId())
                .findFirst()
                .map(build -> word(build.role()))
                .orElse("gone");
        return new Parked(
                role,
                event.stream().tenantId(),
                event.stream().storeId(),
                event.sequenceNumber(),
                event.eventId(),
                event.entity().type(),
                event.entity().id(),
                event.attempts(),
                event.error(),
                event.parkedAt(),
                event.retryWanted());
    }

    private static String word(ProjectionBuild.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
