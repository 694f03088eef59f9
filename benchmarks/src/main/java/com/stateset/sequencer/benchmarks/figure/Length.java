package com.stateset.sequencer.benchmarks.figure;

/** How long a run may take. */
public enum Length {
    /** Seconds, to see that everything works; the figures mean nothing. */
    SMOKE,
    /** Minutes, for a first look. */
    QUICK,
    /** As long as figures to keep take. */
    FULL;

    /** What that leaves for each question. */
    public Effort effort() {
        return switch (this) {
            case SMOKE -> Effort.smoke();
            case QUICK -> Effort.quick();
            case FULL -> Effort.full();
        };
    }
}
