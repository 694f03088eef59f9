package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionStatus;
import java.util.List;
import java.util.Locale;

/** Projections and parked events as lines of text, the same in every locale. */
final class ProjectionLines {

    private ProjectionLines() {}

    static String of(ProjectionStatus status) {
        return String.format(
                Locale.ROOT,
                "%s version %d, %s: %,d of %,d events (%.1f %%) in %,d streams, %,d parked, %,d streams stand still, %d worker(s)",
                status.build().name(),
                status.build().version(),
                word(status.build().role()),
                status.applied(),
                status.events(),
                100 * status.progress(),
                status.streams(),
                status.parked(),
                status.stopped().size(),
                status.workers());
    }

    /** Names the build that has parked the event, too, unless that is the live one. */
    static String of(ParkedEvent parked, List<ProjectionStatus> builds) {
        String role = builds.stream()
                .map(ProjectionStatus::build)
                .filter(build -> build.id() == parked.buildId() && build.role() != Role.LIVE)
                .findFirst()
                .map(build -> word(build.role()) + " build: ")
                .orElse("");
        return role
                + String.format(
                        Locale.ROOT,
                        "event %d of stream %s, %s, %s: %s",
                        parked.sequenceNumber(),
                        parked.stream(),
                        parked.entity(),
                        parked.isHeldBack() ? "held back" : parked.attempts() + " attempt(s)",
                        parked.error());
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
