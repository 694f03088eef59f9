package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.sync.Outbox;
import picocli.CommandLine.Command;

/** {@code agent discard}: gives up an event. */
@Command(
        name = "discard",
        description =
                "Gives up an event that has not been accepted, and its command with it. What waited behind it goes on without it.")
public final class DiscardCommand extends ResolvingCommand {

    /** Made by picocli. */
    public DiscardCommand() {
        super("given up", Outbox::discard);
    }
}
