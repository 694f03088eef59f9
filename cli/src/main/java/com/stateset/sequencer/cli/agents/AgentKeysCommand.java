package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code agents keys}: the keys that an agent signs with. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        description =
                "Looks after the keys that an agent signs its events with: for a device that is lost, or a key that leaked.",
        subcommands = {ListAgentKeysCommand.class, RevokeAgentKeyCommand.class, RotateAgentKeyCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such key, or another one has its id",
            "2:the command line makes no sense",
            "3:the server could not be reached, or refused"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class AgentKeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, revoke or rotate.");
    }
}
