package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says how far a projection is. */
@Command(name = "status", description = "Says how far a projection is; exits with 1 if it stands still anywhere.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class BuildStatusCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    int run(Projections projections, PrintWriter out) {
        List<ProjectionStatus> builds = builds(projections, name);
        answer(ProjectionJson.of(builds));
        for (ProjectionStatus status : builds) {
            out.println(ProjectionLines.of(status));
            status.timeLeft().ifPresent(left -> out.println("  about " + left.toSeconds() + " s left"));
            status.stopped()
                    .forEach(stopped -> out.println("  stream " + stopped.stream() + " stands still behind event "
                            + stopped.sequenceNumber() + ": " + stopped.reason()));
        }
        return builds.stream().allMatch(status -> status.stopped().isEmpty()) ? 0 : WRONG;
    }
}
