package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.Outbox;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent rebase}: puts a new event in the place of a rejected one. */
@Command(
        name = "rebase",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Puts a new event in the place of a rejected one, on top of what has been pulled: if it demands a version of its entity, then the present one. Its command goes with it, and what waited behind it. The next sync sends them.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_FILES_UNUSABLE,
            Resolving.IS_NOT_ALL
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RebaseCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private Resolving which;

    @Override
    public Integer call() throws InterruptedException {
        return which.run(options, "to be sent anew", Outbox::rebase);
    }
}
