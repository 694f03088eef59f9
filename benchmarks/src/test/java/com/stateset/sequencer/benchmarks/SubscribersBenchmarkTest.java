package com.stateset.sequencer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SubscribersBenchmarkTest {

    /** Two rates, and their ratio with its range. */
    static final String RATIO = " +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\.\\.\\d+\\.\\d\\d\\)";

    @Test
    void appends_with_subscribers_stand_beside_appends_without() {
        BenchmarkRun run = BenchmarkRun.of("subscribers", "--quick", "--subscribers", "20");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("4 callers, batches of 100, one stream, 20 subscribers; wanted: 0.9 or more")
                .containsPattern("with subscribers : without" + RATIO)
                .containsPattern("until the last subscriber has it : without" + RATIO);
    }

    @Test
    void senseless_numbers_are_refused() {
        assertThat(BenchmarkRun.of("subscribers", "--callers", "0").exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
