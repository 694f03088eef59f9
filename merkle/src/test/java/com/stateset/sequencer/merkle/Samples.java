package com.stateset.sequencer.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random leaves; {@code -Dsequencer.seed=…} with the seed that a failed run printed brings them back. */
final class Samples {

    private Samples() {}

    static Random random() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("sequencer.seed=" + seed);
        return new Random(seed);
    }

    /** How often to try: far more often when {@code sequencer.survival} is set. */
    static int times(int usually) {
        return Boolean.getBoolean("sequencer.survival") ? 20 * usually : usually;
    }

    static byte[] packedLeaves(Random random, int count) {
        byte[] packed = new byte[count * Hash.LENGTH];
        random.nextBytes(packed);
        return packed;
    }

    static List<Hash> leaves(Random random, int count) {
        return unpack(packedLeaves(random, count));
    }

    static Hash hash(Random random) {
        return leaves(random, 1).get(0);
    }

    static List<Hash> unpack(byte[] packed) {
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < packed.length / Hash.LENGTH; i++) {
            hashes.add(TreeShape.hashAt(packed, i));
        }
        return hashes;
    }
}
