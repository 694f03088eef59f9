package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    }

    private static CommandRun run(List<String> command, String option) {
        return CommandRun.of(Stream.concat(command.stream(), Stream.of(option)).toArray(String[]::new));
    }
}
