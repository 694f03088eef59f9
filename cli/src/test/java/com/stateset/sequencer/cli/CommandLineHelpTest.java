package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What all commands have in common: help that fits a terminal, answers for programs, completion and man pages. */
class CommandLineHelpTest {

    private static final int COLUMNS = 80;

    /** They are picocli's own, and make a script for a shell and files. */
    private static final Set<String> WITHOUT_JSON = Set.of("generate-completion", "gen-manpage");

    @TempDir
    private Path directory;

    @Test
    void the_help_of_each_command_fits_80_columns() {
        for (CommandLine command : commands()) {
            String help = command.getUsageMessage(Ansi.OFF);

            assertThat(help.lines())
                    .as(help)
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(command.getCommandSpec().usageMessage().footer())
                        .as("examples and variables, which are not to be broken")
                        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
            }
            assertThat(help).as("a line that was broken within an address").doesNotContainPattern("https?:\\s*\n");
        }
    }

    @Test
    void each_command_takes_json() {
        List<CommandLine> leaves = commands().stream()
                .filter(command -> command.getSubcommands().isEmpty())
                .toList();

        assertThat(leaves)
                .hasSizeGreaterThan(50)
                .extracting(CommandLine::getCommandName)
                .containsAll(WITHOUT_JSON);
        assertThat(leaves)
                .filteredOn(command -> command.getCommandSpec().findOption("--json") == null)
                .extracting(CommandLine::getCommandName)
                .containsExactlyInAnyOrderElementsOf(WITHOUT_JSON);
    }

    @Test
    void the_list_of_commands_has_a_sentence_of_each() {
        String help = CommandRun.of("--help").out();

        assertThat(help).contains("\n  backup  ", "\n  agents  ").doesNotContain("gen-manpage");
        assertThat(help.lines().count()).isLessThan(100);
    }

    @Test
    void colours_are_left_out_where_they_are_not_wanted() {
        String coloured = SequencerCommand.commandLine().getUsageMessage(Ansi.ON);

        assertThat(coloured).contains("\u001b[");
        assertThat(CommandRun.of("--help").out()).doesNotContain("\u001b");
    }

    @Test
    void a_failure_is_json_as_well() {
        CommandRun run = CommandRun.of("keys", "list", "--server", "http://localhost:1", "--json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .startsWith("{\"error\":\"there is no connection to http://localhost:1")
                .endsWith("\"exit_code\":3}\n");
        assertThat(run.err()).startsWith("list: there is no connection");
    }

    @Test
    void the_shell_completes_commands() {
        CommandRun run = CommandRun.of("generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F _complete_sequencer", "restore", "--accept-missing-events");
    }

    @Test
    void there_is_a_man_page_of_each_command() throws IOException {
        CommandRun run = CommandRun.of("gen-manpage", "--outdir", directory.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        for (CommandLine command : commands()) {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                String page = command.getCommandSpec().qualifiedName("-") + ".adoc";
                assertThat(directory.resolve(page)).exists();
            }
        }
        assertThat(Files.readString(directory.resolve("sequencer-backup.adoc")))
                .contains("= sequencer-backup(1)", "--out");
    }

    private static List<CommandLine> commands() {
        List<CommandLine> all = new ArrayList<>();
        collect(SequencerCommand.commandLine(), all);
        return all;
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        Stream<Map.Entry<String, CommandLine>> below = command.getSubcommands().entrySet().stream();
        below.forEach(subcommand -> collect(subcommand.getValue(), all));
    }
}
