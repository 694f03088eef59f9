package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the streams go on in which a projection stands still. */
@Command(name = "resume", description = "Lets the streams go on in which a projection stands still.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ResumeCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    int run(Projections projections, PrintWriter out) {
        builds(projections, name);
        perform(AuditAction.PROJECTION_RESUMED, name, () -> out.println(projections.resume(name) + " stream(s) go on"));
        return 0;
    }
}
