package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.Outbox;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent retry}: sends a rejected event again. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Lets a rejected event be sent again as it is, with its command and what waited behind it.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_FILES_UNUSABLE,
            Resolving.IS_NOT_ALL
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RetryCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private Resolving which;

    @Override
    public Integer call() throws InterruptedException {
        return which.run(options, "to be sent again", Outbox::retry);
    }
}
