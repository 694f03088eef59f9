package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AppendBenchmarkTest {

    @Test
    void every_case_is_answered_beside_its_bare_limit() {
        BenchmarkRun run = BenchmarkRun.of("append", "--quick", "--cases", "one,four,singles,streams,copy,sqlite");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("fsync on, synchronous_commit on")
                .contains("One caller, batches of 100, one stream; wanted: 0.9 or more")
                .contains("Four callers, batches of 100, one stream; wanted: 1.0 or more")
                .contains("64 callers, single events, one stream; wanted: 8 or more")
                .contains("Four callers, batches of 100, a stream each")
                .contains("One caller, batches of 1000, one stream")
                .contains("One caller, batches of 100, one stream, SQLite")
                .contains("bare unnest, 4 connections")
                .contains("bare binary COPY, 1 connection")
                .containsPattern(
                        "bare insert, 1 connection +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)");
    }

    @Test
    void the_tuned_form_of_bare_stores_the_same_rows() {
        BenchmarkRun run =
                BenchmarkRun.of("append", "--quick", "--cases", "one", "--bare", "tuned", "--entities", "new");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("every event about a new entity")
                .contains("bare tuned unnest, 1 connection");
    }

    @Test
    void senseless_lengths_are_refused() {
        BenchmarkRun run = BenchmarkRun.of("append", "--rounds", "0");

        assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run.printed()).contains("--rounds and --slice must be 1 or more");
    }
}
