package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.cli.serve.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks after projections: one subcommand for each thing one does with them. */
@Command(
        name = "projections",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        description = "Looks after the projections of a store. What is asked for is done by the processes that run the "
                + "projection; the examples order_totals, inventory and lifetime_value can be run from here.",
        subcommands = {
            ListCommand.class,
            BuildStatusCommand.class,
            RunCommand.class,
            RebuildCommand.class,
            PromoteCommand.class,
            ResetCommand.class,
            ResumeCommand.class,
            ParkedCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a projection stands still or cannot be promoted yet, or there is no such parked event",
            "2:the command line makes no sense",
            "3:the store could not be read, or there is no such projection"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ProjectionsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public ProjectionsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: list, status, run, rebuild, promote, reset, resume or parked.");
    }
}
