package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.agent.AgentCommand;
import com.stateset.sequencer.cli.agents.AgentsCommand;
import com.stateset.sequencer.cli.backup.BackupCommand;
import com.stateset.sequencer.cli.backup.RestoreCommand;
import com.stateset.sequencer.cli.doctor.DoctorCommand;
import com.stateset.sequencer.cli.keys.KeysCommand;
import com.stateset.sequencer.cli.projections.ProjectionsCommand;
import com.stateset.sequencer.cli.projections.VerifyProjectionCommand;
import com.stateset.sequencer.cli.serve.ConfigCommand;
import com.stateset.sequencer.cli.serve.ServeCommand;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.streams.AuditLogCommand;
import com.stateset.sequencer.cli.streams.ExportEventsCommand;
import com.stateset.sequencer.cli.streams.StreamsCommand;
import com.stateset.sequencer.cli.witness.WitnessCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The program: a command line with subcommands. */
@Command(
        name = "sequencer",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "An event log that can be proved.",
        subcommands = {
            ServeCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            StreamsCommand.class,
            ImportCommand.class,
            ExportEventsCommand.class,
            AuditLogCommand.class,
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
            BackupCommand.class,
            RestoreCommand.class,
            AcceptHistoryCommand.class,
            EraseCommand.class,
            KeysCommand.class,
            AgentsCommand.class,
            ProjectionsCommand.class,
            VerifyProjectionCommand.class,
            DemoCommand.class,
            GenerateCompletion.class,
            ManPageGenerator.class
        })
public final class SequencerCommand implements Runnable {

    /** As for all that keeps a command from its work. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int COLUMNS = 80;

    /** Makes man pages, for those who package the program. */
    private static final String MAN_PAGES = "gen-manpage";

    /** What picocli brings along. */
    private static final List<String> GENERATORS = List.of("generate-completion", MAN_PAGES);

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
        CommandLine program = commandLine(args);
        try {
            return program.execute(args);
        } catch (OutOfMemoryError e) {
            program.getErr().println("out of memory; give the program more, with java -Xmx");
            for (Throwable file : e.getSuppressed()) {
                program.getErr().println("there was no room for a temporary file either: " + file.getMessage());
            }
            return OUT_OF_MEMORY;
        }
    }

    /** The command line as far as it takes to execute these arguments: of all the commands the one that they name, if they name one. */
    public static CommandLine commandLine(String... arguments) {
        return arguments.length == 0 || GENERATORS.contains(arguments[0])
                ? commandLine()
                : new NamedCommand(SequencerCommand.class, List.of(arguments))
                        .alone()
                        .map(SequencerCommand::configured)
                        .orElseGet(SequencerCommand::commandLine);
    }

    /** The whole command line. */
    public static CommandLine commandLine() {
        CommandLine program = configured(new CommandLine(new SequencerCommand()));
        for (String generator : GENERATORS) {
            CommandSpec command = subcommand(program, generator);
            command.versionProvider(new VersionProvider());
            command.usageMessage().width(COLUMNS);
        }
        subcommand(program, MAN_PAGES).usageMessage().hidden(true);
        return program;
    }

    /** An argument that begins with an {@code @} is not read as a file of further arguments. */
    private static CommandLine configured(CommandLine program) {
        program.setExpandAtFiles(false).setParameterExceptionHandler(SequencerCommand::wrongUsage);
        CommandList.showIn(program);
        return program;
    }

    private static CommandSpec subcommand(CommandLine program, String name) {
        return Objects.requireNonNull(program.getSubcommands().get(name), name).getCommandSpec();
    }

    /** One sentence, which a page of usage would push off the screen. Of a command that lacks a subcommand, the list of them. */
    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            if (command.getSubcommands().isEmpty()) {
                err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
            } else {
                command.usage(err);
            }
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: " + String.join(", ", visible()) + ".");
    }

    private List<String> visible() {
        return spec.subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }
}
