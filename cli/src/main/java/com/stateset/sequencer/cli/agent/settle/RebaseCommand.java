package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.sync.Outbox;
import picocli.CommandLine.Command;

/** {@code agent rebase}: puts a new event in the place of a rejected one. */
@Command(
        name = "rebase",
        description =
                "Puts a new event in the place of a rejected one, on top of what has been pulled: if it demands a version of its entity, then the present one. Its command goes with it, and what waited behind it. The next sync sends them.")
public final class RebaseCommand extends ResolvingCommand {

    /** Made by picocli. */
    public RebaseCommand() {
        super("to be sent anew", Outbox::rebase);
    }
}
