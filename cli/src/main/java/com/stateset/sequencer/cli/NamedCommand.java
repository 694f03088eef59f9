package com.stateset.sequencer.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;

/**
 * The command that arguments name, without the others. To look into every command of the program takes picocli longer than most commands
 * run; so those above the named one have a name here and nothing else, and those beside it are not there.
 *
 * <p>A command that hands its settings down ({@link ScopeType#INHERIT}) is there as a whole, with all below it. So is the last one that
 * arguments name if they leave open which of those below it they mean, as for help.
 */
final class NamedCommand {

    private final Class<?> program;
    private final List<String> arguments;

    /**
     * Looks at the arguments.
     *
     * @param program the class of the whole program
     */
    NamedCommand(Class<?> program, List<String> arguments) {
        this.program = program;
        this.arguments = arguments;
    }

    /** A command line with that command alone; empty if the first argument names none. */
    Optional<CommandLine> alone() {
        return below(program, 0).map(first -> {
            CommandSpec root = nameOnly(program);
            add(root, first, 1);
            return new CommandLine(root);
        });
    }

    private void add(CommandSpec above, Class<?> command, int next) {
        Optional<Class<?>> further = inherits(command) ? Optional.empty() : below(command, next);
        if (further.isEmpty()) {
            above.addSubcommand(null, new CommandLine(command));
            return;
        }
        CommandSpec spec = nameOnly(command);
        above.addSubcommand(null, spec);
        add(spec, further.get(), next + 1);
    }

    /** The command right below one that an argument names. */
    private Optional<Class<?>> below(Class<?> command, int argument) {
        return argument == arguments.size()
                ? Optional.empty()
                : Arrays.stream(settings(command).subcommands())
                        .filter(each -> settings(each).name().equals(arguments.get(argument)))
                        .findFirst();
    }

    private static boolean inherits(Class<?> command) {
        return settings(command).scope() == ScopeType.INHERIT;
    }

    private static CommandSpec nameOnly(Class<?> command) {
        return CommandSpec.create().name(settings(command).name());
    }

    private static Command settings(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class), "a command is annotated as one");
    }
}
