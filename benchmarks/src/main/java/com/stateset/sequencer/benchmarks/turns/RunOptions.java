package com.stateset.sequencer.benchmarks.turns;

import com.stateset.sequencer.benchmarks.turns.Run.Schedule;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How long subjects take turns, and on which events. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class RunOptions {

    private static final Schedule QUICK = new Schedule(2, Duration.ofMillis(40), Duration.ofMillis(200));

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--rounds", defaultValue = "20", description = "Rounds that count, per case.")
    private int rounds;

    @Option(names = "--slice", defaultValue = "500", description = "Milliseconds that a subject's turn takes, about.")
    private int intervalMillis;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before anything counts, per case.")
    private int warmUpSeconds;

    @Mixin
    private SampleOptions sample;

    /**
     * The schedule that was asked for.
     *
     * @throws ParameterException if it makes no sense
     */
    public Schedule schedule() {
        if (rounds < 1 || intervalMillis < 1 || warmUpSeconds < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds and --slice must be 1 or more, --warm-up 0 or more");
        }
        return sample.isQuick()
                ? QUICK
                : new Schedule(rounds, Duration.ofMillis(intervalMillis), Duration.ofSeconds(warmUpSeconds));
    }

    public long seed() {
        return sample.seed();
    }

    public boolean isQuick() {
        return sample.isQuick();
    }
}
