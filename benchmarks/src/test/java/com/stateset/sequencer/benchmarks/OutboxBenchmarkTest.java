package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OutboxBenchmarkTest {

    @Test
    void an_outbox_is_measured_beside_bare_inserts() {
        BenchmarkRun run = BenchmarkRun.of("outbox", "--quick");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("Outbox, batches of 100, signed; wanted: 0.7 or more")
                .contains("Outbox, batches of 1000, signed; wanted: 0.7 or more")
                .contains("Outbox, batches of 100, unsigned; wanted: 0.7 or more")
                .containsPattern(
                        "bare insert, 1 connection +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)");
    }

    @Test
    void senseless_lengths_are_refused() {
        assertThat(BenchmarkRun.of("outbox", "--rounds", "0").exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
