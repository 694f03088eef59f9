package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks after a server's API keys. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        description =
                "Looks after the API keys of a server: who may read, write and administer which tenant and stores.",
        subcommands = {CreateKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such key",
            "2:the command line makes no sense",
            "3:the server could not be reached, or refused"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public KeysCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: create, list or revoke.");
    }
}
