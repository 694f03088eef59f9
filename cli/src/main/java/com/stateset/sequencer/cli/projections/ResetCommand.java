package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a projection begin anew, with empty tables. */
@Command(name = "reset", description = "Has a projection begin anew, with empty tables.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ResetCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    int run(Projections projections, PrintWriter out) {
        perform(AuditAction.PROJECTION_RESET, name, () -> projections.reset(name));
        out.println(name + " is empty");
        return 0;
    }
}
