package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.sync.Outbox;
import picocli.CommandLine.Command;

/** {@code agent retry}: sends a rejected event again. */
@Command(
        name = "retry",
        description = "Lets a rejected event be sent again as it is, with its command and what waited behind it.")
public final class RetryCommand extends ResolvingCommand {

    /** Made by picocli. */
    public RetryCommand() {
        super("to be sent again", Outbox::retry);
    }
}
