package com.stateset.sequencer.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SuiteCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    @Test
    void its_rows_have_the_names_that_others_look_for() {
        assertThat(SuiteCommand.questions())
                .extracting(Question::name)
                .containsExactlyInAnyOrder(
                        "append.batch100.1caller",
                        "append.batch100.4callers",
                        "append.batch100.4streams",
                        "append.single.64callers",
                        "append.single.64callers.1000streams",
                        "append.sqlite.batch100",
                        "outbox.signed.batch100",
                        "signed.batch100",
                        "signed.batch100.1caller",
                        "head",
                        "proof.1k",
                        "proof.1M",
                        "read.page1000",
                        "replay.1M",
                        "verify.1M",
                        "projection.rebuild.1M",
                        "json.360B",
                        "merkle.root.1M",
                        "http.batch100.1client",
                        "http.single.64clients",
                        "start.sqlite",
                        "start.sqlite.shared",
                        "growth.5M");
    }

    @Test
    void what_was_measured_is_written_in_three_forms() throws Exception {
        assertThat(run("--length", "smoke", "--rows", "json.360B,read.page1000,verify.1M", "--out", folder.toString()))
                .as(printed.toString())
                .isZero();

        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(results.path("date").asText()).endsWith("Z");
        assertThat(results.path("results").findValuesAsText("name"))
                .containsExactly("read.page1000", "verify.1M", "json.360B");
        JsonNode page = results.path("results").path(0);
        assertThat(page.path("ratio").asDouble())
                .isBetween(
                        0.9 * page.path("value").asDouble() / page.path("limit").asDouble(),
                        1.1 * page.path("value").asDouble() / page.path("limit").asDouble());
        assertThat(page.path("p99").asDouble())
                .isGreaterThanOrEqualTo(page.path("p50").asDouble());
        assertThat(results.path("results").path(1).path("p50").isNull()).isTrue();
        assertThat(folder.resolve("results.md")).content().contains("| `read.page1000` |");
        assertThat(Files.readString(folder.resolve("results.svg")))
                .startsWith("<svg")
                .endsWith("</svg>\n");
    }

    @Test
    void a_row_that_is_not_there_is_refused_with_those_that_are() {
        assertThat(run("--rows", "heads")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("--rows: there is no heads; there are ", "proof.1k");
    }

    @Test
    void a_row_that_fails_leaves_those_before_it_on_record() throws Exception {
        SuiteCommand suite = new SuiteCommand();
        commandLine(suite).parseArgs("--out", folder.toString());
        Question first =
                new Question("first", (name, effort) -> new Figure(name, 2, "s", 1, "a limit", 0.5, 0.1, 0.2, "none"));
        Question broken = new Question("broken", (name, effort) -> {
            throw new IOException("the disk is full");
        });

        assertThat(suite.measure(List.of(first, broken, first))).isEqualTo(1);

        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("results.json").toFile())
                        .path("results")
                        .findValuesAsText("name"))
                .containsExactly("first");
        assertThat(printed.toString()).contains("broken could not be measured", "the disk is full");
    }

    private int run(String... args) {
        return commandLine(new SuiteCommand()).execute(args);
    }

    private CommandLine commandLine(SuiteCommand suite) {
        return new CommandLine(suite)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true));
    }
}
