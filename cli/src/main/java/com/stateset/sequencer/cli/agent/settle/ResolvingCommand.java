package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.Outbox;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What {@code agent retry}, {@code rebase} and {@code discard} share: all but what is done with an event. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_FILES_UNUSABLE,
            Resolving.IS_NOT_ALL
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
abstract class ResolvingCommand implements Callable<Integer> {

    private final String done;
    private final BiFunction<Outbox, UUID, List<LocalEvent>> way;

    @Mixin
    private AgentOptions options;

    @Mixin
    private Resolving which;

    /**
     * Makes one.
     *
     * @param done what is said of the events that came of it
     * @param way what is done with one
     */
    ResolvingCommand(String done, BiFunction<Outbox, UUID, List<LocalEvent>> way) {
        this.done = done;
        this.way = way;
    }

    @Override
    public final Integer call() throws InterruptedException {
        return which.run(options, done, way);
    }
}
