package com.stateset.sequencer.benchmarks.sync;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a sync took.
 *
 * @param queued how many events waited before it
 * @param statusMicros how long it took to open the outbox and ask for its status
 * @param accepted how many events were accepted
 * @param reached the last event of the replica
 * @param millis how long the sync took
 * @param peakKilobytes the most memory that the agent's process has had
 */
record AgentFigures(long queued, long statusMicros, long accepted, long reached, long millis, long peakKilobytes) {

    private static final String MARK = "figures";

    /** One line for {@link #isLine}. */
    String toLine() {
        return MARK
                + LongStream.of(queued, statusMicros, accepted, reached, millis, peakKilobytes)
                        .mapToObj(number -> " " + number)
                        .collect(Collectors.joining());
    }

    static boolean isLine(String line) {
        return line.startsWith(MARK + " ");
    }

    static AgentFigures parse(String line) {
        long[] numbers = Arrays.stream(line.substring(MARK.length() + 1).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return new AgentFigures(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
}
