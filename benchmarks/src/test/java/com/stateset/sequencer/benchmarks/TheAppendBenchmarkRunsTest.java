package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TheAppendBenchmarkRunsTest {

    private final StringWriter printed = new StringWriter();

    @Test
    void everyCaseIsAnsweredBesideItsBareLimit() {
        int exitCode = run("append", "--quick", "--cases", "one,four,singles,streams,copy,sqlite");

        assertThat(exitCode).isZero();
        assertThat(printed.toString())
                .contains("fsync on, synchronous_commit on")
                .contains("One caller, batches of 100, one stream; wanted: 0.9 or more")
                .contains("Four callers, batches of 100, one stream; wanted: 1.0 or more")
                .contains("64 callers, single events, one stream; wanted: 12 or more")
                .contains("Four callers, batches of 100, a stream each")
                .contains("One caller, batches of 1000, one stream")
                .contains("One caller, batches of 100, one stream, SQLite")
                .contains("bare unnest, 4 connections")
                .contains("bare binary COPY, 1 connection")
                .containsPattern(
                        "bare insert, 1 connection +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)");
    }

    @Test
    void theTunedFormOfBareStoresTheSameRows() {
        int exitCode = run("append", "--quick", "--cases", "one", "--bare", "tuned", "--entities", "new");

        assertThat(exitCode).isZero();
        assertThat(printed.toString())
                .contains("every event about a new entity")
                .contains("bare tuned unnest, 1 connection");
    }

    @Test
    void anOutboxIsMeasuredBesideBareInserts() {
        assertThat(run("outbox", "--quick")).isZero();
        assertThat(printed.toString())
                .contains("Outbox, batches of 100, signed; wanted: 0.7 or more")
                .contains("Outbox, batches of 1000, signed; wanted: 0.7 or more")
                .contains("Outbox, batches of 100, unsigned; wanted: 0.7 or more")
                .containsPattern(
                        "bare insert, 1 connection +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)");
    }

    @Test
    void senselessLengthsAreRefused() {
        assertThat(run("outbox", "--rounds", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("append", "--rounds", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("--rounds and --slice must be 1 or more");
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return BenchmarkCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
