package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.Outbox;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent discard}: gives up an event. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Gives up an event that has not been accepted, and its command with it. What waited behind it goes on without it.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_FILES_UNUSABLE,
            Resolving.IS_NOT_ALL
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class DiscardCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private Resolving which;

    @Override
    public Integer call() throws InterruptedException {
        return which.run(options, "given up", Outbox::discard);
    }
}
