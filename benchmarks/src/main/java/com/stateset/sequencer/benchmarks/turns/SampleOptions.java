package com.stateset.sequencer.benchmarks.turns;

import picocli.CommandLine.Option;

/** Which events are made, and whether a run is to be short. */
public final class SampleOptions {

    @Option(names = "--seed", defaultValue = "1", description = "Makes the events.")
    private long seed;

    @Option(
            names = "--quick",
            description = "A run of seconds that shows that everything works; its figures mean nothing.")
    private boolean quick;

    /** Made by picocli. */
    public SampleOptions() {}

    public long seed() {
        return seed;
    }

    public boolean isQuick() {
        return quick;
    }
}
