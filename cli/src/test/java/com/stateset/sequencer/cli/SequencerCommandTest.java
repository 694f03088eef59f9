package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SequencerCommandTest {

    static Stream<List<String>> commands() {
        return commands(List.of(), SequencerCommand.commandLine());
    }

    private static Stream<List<String>> commands(List<String> path, CommandLine command) {
        Stream<List<String>> below = command.getSubcommands().entrySet().stream()
                .flatMap(subcommand -> {
                    List<String> longer = new ArrayList<>(path);
                    longer.add(subcommand.getKey());
                    return commands(longer, subcommand.getValue());
                });
        return Stream.concat(Stream.of(path), below);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_tells_its_version_and_its_options(List<String> command) {
        CommandRun version = run(command, "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("sequencer ");
        CommandRun help = run(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--version").contains(String.join(" ", command));
        assertThat(help.out())
                .as("as in the whole program")
                .isEqualTo(inWholeProgram(command).getUsageMessage());
    }

    @Test
    void what_names_no_command_is_answered_by_the_whole_program() {
        assertThat(CommandRun.of("servee").err()).contains("Did you mean", "serve");
        assertThat(CommandRun.of("agent", "synk").err()).contains("Did you mean", "sync");
        assertThat(CommandRun.of("agent").err()).contains("Say what to do: init", "Makes an agent.");
        assertThat(CommandRun.of("--version", "serve").out()).startsWith("sequencer ");
    }

    private static CommandLine inWholeProgram(List<String> command) {
        CommandLine found = SequencerCommand.commandLine();
        for (String name : command) {
            found = found.getSubcommands().get(name);
        }
        return found;
    }

    private static CommandRun run(List<String> command, String option) {
        return CommandRun.of(Stream.concat(command.stream(), Stream.of(option)).toArray(String[]::new));
    }
}
