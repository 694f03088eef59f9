package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agents}: the agents of a server. */
@Command(
        name = "agents",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Looks after the agents of a server, from the administrator's side; an agent's own side is 'agent'.",
        subcommands = AgentKeysCommand.class)
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class AgentsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public AgentsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: keys.");
    }
}
