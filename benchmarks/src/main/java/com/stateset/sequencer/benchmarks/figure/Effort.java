package com.stateset.sequencer.benchmarks.figure;

import com.stateset.sequencer.benchmarks.turns.Run.Schedule;
import java.time.Duration;

/**
 * How much time a run has.
 *
 * @param schedule how subjects take turns
 * @param events how many events there are where a question is about a million
 * @param grown how many events there are where a question is about growth
 * @param rounds how often what takes seconds is repeated: ours, limit, limit, ours each time
 * @param settled whether a server of our own first gets the log of one that has run for a while
 * @param seed makes the events
 */
public record Effort(Schedule schedule, int events, int grown, int rounds, boolean settled, long seed) {

    /** Seconds, to see that everything works; the figures mean nothing. */
    public static Effort smoke() {
        return new Effort(new Schedule(1, Duration.ofMillis(20), Duration.ofMillis(50)), 2_000, 4_000, 1, false, 1);
    }

    /** Less than five minutes, for a first look: smaller streams, short turns. */
    public static Effort quick() {
        return new Effort(new Schedule(3, Duration.ofMillis(250), Duration.ofSeconds(3)), 50_000, 200_000, 1, true, 1);
    }

    /** Figures to keep. */
    public static Effort full() {
        return new Effort(
                new Schedule(12, Duration.ofMillis(400), Duration.ofSeconds(20)), 1_000_000, 5_000_000, 3, true, 1);
    }
}
