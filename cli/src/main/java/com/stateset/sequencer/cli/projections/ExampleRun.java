package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs example projections until each is live and at the end of the streams, or cannot get there. */
record ExampleRun(Projections projections, List<ExampleProjection<?>> wanted) {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Runs them to the end, and prints how far they are then; returns the exit code. */
    int toTheEnd(PrintWriter out) {
        List<ProjectionRunner> runners = new ArrayList<>();
        try {
            wanted.forEach(projection -> runners.add(projections.run(projection, ProjectionOptions.defaults())));
            List<ProjectionStatus> status = awaitEnd();
            status.forEach(each -> out.println(ProjectionLines.of(each)));
            return status.stream().allMatch(ExampleRun::isLiveAtTheEnd) ? 0 : StoreCommand.WRONG;
        } finally {
            runners.forEach(ProjectionRunner::close);
        }
    }

    /** Ends at an interrupt, too. */
    private List<ProjectionStatus> awaitEnd() {
        try (TerminalProgress progress = TerminalProgress.start("projections", " events", 1)) {
            List<ProjectionStatus> status = status();
            while (!areOver(status) && !Thread.currentThread().isInterrupted()) {
                progress.step(
                        status.stream().mapToLong(ProjectionStatus::applied).sum(),
                        status.stream().mapToLong(ProjectionStatus::events).sum());
                LockSupport.parkNanos(LOOK_NANOS);
                status = status();
            }
            return status;
        }
    }

    /** At the end of the streams and live; or at a standstill, or so broken that it will not be live. */
    private static boolean areOver(List<ProjectionStatus> all) {
        return all.stream().allMatch(status -> isOver(status, all));
    }

    private static boolean isOver(ProjectionStatus status, List<ProjectionStatus> all) {
        long parkedByLive = all.stream()
                .filter(other -> other.build().name().equals(status.build().name()))
                .filter(other -> other.build().role() == Role.LIVE)
                .mapToLong(ProjectionStatus::parked)
                .sum();
        boolean broken = status.build().role() == Role.NEXT && status.lag() == 0 && status.parked() > parkedByLive;
        return !status.stopped().isEmpty() || broken || isLiveAtTheEnd(status);
    }

    private static boolean isLiveAtTheEnd(ProjectionStatus status) {
        return status.stopped().isEmpty() && status.build().role() == Role.LIVE && status.lag() == 0;
    }

    private List<ProjectionStatus> status() {
        return wanted.stream()
                .flatMap(projection -> status(projection).stream())
                .toList();
    }

    /** The builds that are carried on from here. */
    private List<ProjectionStatus> status(ExampleProjection<?> projection) {
        List<ProjectionStatus> own = projections.status(projection.name()).stream()
                .filter(status -> status.build().version() == projection.version())
                .filter(status -> status.build().role() != Role.CHECK)
                .toList();
        if (own.isEmpty()) {
            throw new ProjectionRefusedException("another version of the projection " + projection.name()
                    + " is live than version " + projection.version() + ", the only one that can be run from here");
        }
        return own;
    }
}
