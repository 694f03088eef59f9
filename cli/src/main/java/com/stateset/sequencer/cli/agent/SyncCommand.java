package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.BatchOption;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.settle.PolicyOptions;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent sync}: pushes, then pulls. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Sends what waits, then pulls what is new and verifies it before it is kept: one attempt, which ends at the first "
                    + "failure. What was done until then is kept, and running it again goes on.",
            "",
            "Rejected events are no failure of the attempt: the number is in the answer, and 'agent conflicts' shows them. "
                    + "An event at which the server fails (5xx) again and again, while it takes others, is rejected, too; "
                    + "'agent retry' sends it once more.",
            "",
            "All that is held is compared with the history that the server has signed, at every sync, also if nothing is new: an "
                    + "event that was altered, dropped, inserted or put elsewhere ends it with code 4, wherever it stands. If the "
                    + "server's key has signed both histories, DIR/evidence-SIZE.json proves it to others "
                    + "('verify-equivocation'). The key is the one of the first contact, unless --accept-key names another; "
                    + "'agent status' says what the comparison rests on.",
            "",
            "A server that has too much to do (429, 503) ends the attempt with code 3; with --json, retry_after_seconds says how "
                    + "long it wants to be left alone."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:everything that waited has its outcome, and the replica is up to date",
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE,
            ExitCodes.IS_NOT_ALL_ACCEPTED
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class SyncCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private BatchOption batch;

    @Mixin
    private HistoryOptions history;

    @Option(
            names = "--watch",
            description =
                    "Go on until the program is stopped: sync when something happens, and again after a while when the "
                            + "server is away. Ends only with code 4, with code 1 or 5 if the key or the files cannot be "
                            + "used any more, or when it is stopped (code 143 by SIGTERM, 130 by "
                            + "Ctrl-C). With --json, a line of JSON whenever the replica has grown.")
    private boolean watch;

    @Option(
            names = "--strict",
            description =
                    "End with code 6 if events of this agent are rejected, wait behind one that is, or wait to be sent.")
    private boolean strict;

    @Option(
            names = "--one-device",
            description =
                    "End with code 1 before anything is sent if the server has noticed another device with the same identity. "
                            + "Default: say so.")
    private boolean oneDevice;

    @Option(names = "--on-conflict", paramLabel = "[TYPE=]POLICY", description = PolicyOptions.DESCRIPTION)
    private List<String> policies = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            ConflictPolicies handler = PolicyOptions.parse("--on-conflict", policies);
            if (watch && history.isEmpty()) {
                return new Watch(options, batch, policies.isEmpty() ? null : handler).run();
            }
            if (watch) {
                throw new UsageException("--accept-key and --accept-history are for one sync, not for --watch");
            }
            return new SyncAttempt(options, batch, strict, oneDevice, policies.isEmpty() ? null : handler).run(this::sync);
        });
    }

    private SyncReport sync(SyncAgent agent) {
        history.applyTo(agent, options);
        return agent.syncOnce();
    }
}
