package com.stateset.sequencer.cli.agent.key;

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
        description =
                "The key that the agent signs with: how it stands, and its successor; and the keys that others encrypt with for it.",
        subcommands = {KeyStatusCommand.class, KeyRotateCommand.class, EncryptionKeyCommand.class})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class KeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: status, rotate or encryption.");
    }
}
