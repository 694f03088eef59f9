package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.agent.AgentCommand;
import com.stateset.sequencer.cli.keys.KeysCommand;
import com.stateset.sequencer.cli.projections.ProjectionsCommand;
import com.stateset.sequencer.cli.projections.VerifyProjectionCommand;
import com.stateset.sequencer.cli.serve.ConfigCommand;
import com.stateset.sequencer.cli.serve.ServeCommand;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.witness.WitnessCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: a command line with subcommands. */
@Command(
        name = "sequencer",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "An event log that can be proved.",
        subcommands = {
            ServeCommand.class,
            ConfigCommand.class,
            ImportCommand.class,
            AgentCommand.class,
            WitnessCommand.class,
            MonitorCommand.class,
            VerifyStreamCommand.class,
            ProveCommand.class,
            VerifyProofCommand.class,
            VerifyEquivocationCommand.class,
            BackfillCommand.class,
            ReencryptCommand.class,
            MigrateCommand.class,
            AcceptHistoryCommand.class,
            EraseCommand.class,
            KeysCommand.class,
            ProjectionsCommand.class,
            VerifyProjectionCommand.class,
            DemoCommand.class
        })
public final class SequencerCommand implements Runnable {

    /** As for all that keeps a command from its work. */
    private static final int OUT_OF_MEMORY = 3;

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public SequencerCommand() {}

    /** Runs the program and ends it with the subcommand's exit code; wrong usage is 2. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** To run out of memory is no verdict: without this, the code would be the one that says that something was altered. */
    private static int execute(String... args) {
        CommandLine program = commandLine();
        try {
            return program.execute(args);
        } catch (OutOfMemoryError e) {
            program.getErr().println("out of memory; give the program more, with java -Xmx");
            return OUT_OF_MEMORY;
        }
    }

    /** The whole command line. An argument that begins with an {@code @} is not read as a file of further arguments. */
    public static CommandLine commandLine() {
        return new CommandLine(new SequencerCommand()).setExpandAtFiles(false);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: serve, config, import, agent, witness, monitor, projections, verify-projection, verify-stream, prove, verify-proof, backfill-ves-state-roots, reencrypt-events, migrate, accept-history, erase, keys, verify-equivocation or demo.");
    }
}
