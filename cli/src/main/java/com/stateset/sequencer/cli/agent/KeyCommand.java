package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent key}: the key that an agent signs with. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "The key that the agent signs with: how it stands, and its successor.",
        subcommands = {KeyStatusCommand.class, KeyRotateCommand.class})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class KeyCommand implements Runnable {

    /** What to do about a key that was revoked. */
    static final String WAY_OUT = "'agent key rotate' gives the agent another key";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: status or rotate.");
    }
}
