package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** Says which projections there are, and how far they are. */
@Command(name = "list", description = "Says which projections there are, and how far they are.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ListCommand extends StoreCommand {

    @Override
    int run(Projections projections, PrintWriter out) {
        List<ProjectionStatus> all = projections.status();
        answer(ProjectionJson.of(all));
        if (all.isEmpty()) {
            out.println("there are no projections");
        }
        all.forEach(status -> out.println(ProjectionLines.of(status)));
        return 0;
    }
}
