package com.stateset.sequencer.cli.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code config}: what concerns the server's configuration. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows and checks the server's configuration.",
        subcommands = ConfigCheckCommand.class)
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public ConfigCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: check.");
    }
}
