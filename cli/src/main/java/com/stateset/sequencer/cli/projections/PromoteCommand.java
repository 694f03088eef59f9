package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.projection.runner.Projections;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a new version take the live one's place although more events are parked in it. */
@Command(
        name = "promote",
        description = "Lets a new version take the live one's place although more events are parked in it.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class PromoteCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    int run(Projections projections, PrintWriter out) {
        boolean done = perform(
                AuditAction.PROJECTION_PROMOTED, AuditDeed.SERVER, name, Map.of(), () -> projections.promote(name));
        out.println(
                done ? "the new version of " + name + " is live" : "not yet: it is behind, or being read; try again");
        return done ? 0 : WRONG;
    }
}
