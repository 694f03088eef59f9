package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a projection built anew beside the live one, which answers until then. */
@Command(
        name = "rebuild",
        description =
                "Has a projection built anew beside the live one, which answers until then. Examples are built here and "
                        + "now; others by the processes that run them.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RebuildCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    int run(Projections projections, PrintWriter out) {
        perform(AuditAction.PROJECTION_REBUILT, name, () -> projections.rebuild(name));
        Optional<ExampleProjection<?>> example = ExampleCatalog.named(name);
        if (example.isEmpty()) {
            out.println("the process that runs " + name + " rebuilds it; see: projections status " + name);
            return 0;
        }
        return new ExampleRun(projections, List.of(example.get())).toTheEnd(out);
    }
}
