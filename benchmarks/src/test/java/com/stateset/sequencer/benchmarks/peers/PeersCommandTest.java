package com.stateset.sequencer.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What of it needs no network; {@code .ci/peers/run} runs it with all peers. */
class PeersCommandTest {

    private static final String FIGURES =
            "` \\| [\\d,]+ events/s \\| [\\d,]+ \\| \\d+\\.\\d\\d \\| .* \\| message-db 1\\.3\\.0; ";

    private final StringWriter printed = new StringWriter();

    @Test
    void every_row_of_message_db_has_a_figure() {
        assertThat(run("--length", "smoke", "--peers", "message-db"))
                .as(printed.toString())
                .isZero();

        assertThat(printed.toString())
                .contains("fsync on, synchronous_commit on")
                .contains("| work | ours | peer | ours : peer |")
                .containsPattern("append.batch100.1writer.message-db" + FIGURES + "1 connection")
                .containsPattern("append.batch100.4writers.message-db" + FIGURES + "4 connections")
                .containsPattern("append.single.64callers.message-db" + FIGURES + "32 connections")
                .containsPattern("read.20000.message-db" + FIGURES + "1 connection");
    }

    @Test
    void only_the_rows_that_were_asked_for_are_measured() {
        assertThat(run("--length", "smoke", "--peers", "message-db-one-category", "--rows", "writers"))
                .as(printed.toString())
                .isZero();

        assertThat(printed.toString().lines().filter(line -> line.startsWith("| `")))
                .singleElement()
                .asString()
                .startsWith("| `append.batch100.4writers.message-db-one-category` | ");
    }

    @Test
    void a_peer_that_is_not_there_is_refused_with_those_that_are() {
        assertThat(run("--peers", "kafka")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("--peers: there is no kafka; there are eventsourcing, ", "message-db");
    }

    @Test
    void programs_that_were_not_fetched_are_asked_for(@TempDir Path folder) {
        assertThat(run("--peers", "emmett", "--programs", folder.resolve("none").toString()))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("benchmarks/peers/run makes it");
    }

    private int run(String... arguments) {
        return new CommandLine(new PeersCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(arguments);
    }
}
