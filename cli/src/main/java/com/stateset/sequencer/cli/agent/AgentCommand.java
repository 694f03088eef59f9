package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.key.KeyCommand;
import com.stateset.sequencer.cli.agent.recipient.RecipientsCommand;
import com.stateset.sequencer.cli.agent.recover.RecoverCommand;
import com.stateset.sequencer.cli.agent.recover.TrustCommand;
import com.stateset.sequencer.cli.agent.scope.ScopeCommand;
import com.stateset.sequencer.cli.agent.settle.ConflictsCommand;
import com.stateset.sequencer.cli.agent.settle.DiscardCommand;
import com.stateset.sequencer.cli.agent.settle.RebaseCommand;
import com.stateset.sequencer.cli.agent.settle.RetryCommand;
import com.stateset.sequencer.cli.agent.settle.SettleCommand;
import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent}: works without a network, and syncs when there is one. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "An agent that keeps its events in a directory of its own, works for days without a network, and then syncs: "
                    + "nothing lost, nothing twice, and without trusting the server blindly.",
            "",
            "Every command may be killed at any moment and run again."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  agent init --data till-1 --server http://localhost:8080 \\",
            "      --tenant UUID --store UUID",
            "  agent append --data till-1 --entity-type order --entity-id o-1 \\",
            "      --event-type order.placed \\",
            "      --payload '{\"total\":29.33}'",
            "  agent sync --data till-1"
        },
        subcommands = {
            InitCommand.class,
            KeyCommand.class,
            EncryptCommand.class,
            ScopeCommand.class,
            RecipientsCommand.class,
            AppendEventsCommand.class,
            PushCommand.class,
            PullCommand.class,
            SyncCommand.class,
            StatusCommand.class,
            LogCommand.class,
            ConflictsCommand.class,
            SettleCommand.class,
            RebaseCommand.class,
            RetryCommand.class,
            DiscardCommand.class,
            RecoverCommand.class,
            TrustCommand.class
        })
public final class AgentCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public AgentCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: init, key, encrypt, scope, append, push, pull, sync, status, log, conflicts, settle, rebase, retry,"
                        + " discard, recover or trust.");
    }
}
