package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReplayBenchmarkTest {

    @Test
    void a_replay_is_measured_beside_a_bare_select() {
        BenchmarkRun run = BenchmarkRun.of("replay", "--quick");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("Replay of 3,000 events; wanted: 0.6 or more")
                .containsPattern("fold of SequencedEvent : bare select" + SubscribersBenchmarkTest.RATIO);
    }

    @Test
    void senseless_numbers_are_refused() {
        assertThat(BenchmarkRun.of("replay", "--events", "0").exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
