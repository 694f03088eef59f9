package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.BatchOption;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent push}: sends what waits. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Sends what waits, once: one attempt, which ends at the first failure.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class PushCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private BatchOption batch;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> new SyncAttempt(options, batch).run(SyncAgent::push));
    }
}
