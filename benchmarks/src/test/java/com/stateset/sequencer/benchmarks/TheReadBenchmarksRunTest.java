package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TheReadBenchmarksRunTest {

    private static final String RATIO = " +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)";

    private final StringWriter printed = new StringWriter();

    @Test
    void aReplayIsMeasuredBesideABareSelect() {
        assertThat(run("replay", "--quick")).isZero();
        assertThat(printed.toString())
                .contains("Replay of 3,000 events; wanted: 0.6 or more")
                .containsPattern("fold of SequencedEvent : bare select" + RATIO);
    }

    @Test
    void appendsWithSubscribersAreMeasuredBesideAppendsWithout() {
        assertThat(run("subscribers", "--quick", "--subscribers", "20")).isZero();
        assertThat(printed.toString())
                .contains("4 callers, batches of 100, one stream, 20 subscribers; wanted: 0.9 or more")
                .containsPattern("with subscribers : without" + RATIO)
                .containsPattern("until the last subscriber has it : without" + RATIO);
    }

    @Test
    void senselessNumbersAreRefused() {
        assertThat(run("replay", "--events", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("subscribers", "--callers", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return BenchmarkCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
