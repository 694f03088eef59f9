package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProofBenchmarkTest {

    @Test
    void proofs_of_every_size_stand_beside_those_of_the_first() {
        BenchmarkRun run = BenchmarkRun.of("proof", "--sizes", "10,2000", "--turns", "2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .containsPattern("(?m)^10 +[\\d.]+ +[\\d.]+ +\\d+ +\\d+ +1\\.00$")
                .containsPattern("(?m)^2,000 +[\\d.]+ +[\\d.]+ +\\d+ +\\d+ +\\d+\\.\\d\\d$");
    }

    @Test
    void senseless_sizes_are_refused() {
        assertThat(BenchmarkRun.of("proof", "--sizes", "0").exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
