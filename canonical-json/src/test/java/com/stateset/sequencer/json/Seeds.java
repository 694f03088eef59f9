package com.stateset.sequencer.json;

import java.util.Random;

/** Randomness that can be had again: {@code -Dsequencer.seed=…} with the seed that a failed run printed. */
final class Seeds {

    private Seeds() {}

    static Random random() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("sequencer.seed=" + seed);
        return new Random(seed);
    }

    /** How often to try: far more often when {@code sequencer.survival} is set. */
    static int times(int usually) {
        return Boolean.getBoolean("sequencer.survival") ? 50 * usually : usually;
    }
}
