package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Entries by the vectors' rule; {@code -Dsequencer.seed=…} with the seed that a failed run printed brings random ones back. */
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

    /** Entry i = SHA256("entry" || U64(i)). */
    static List<Hash> entries(long count) {
        DomainHasher hasher = new DomainHasher();
        byte[] prefix = "entry".getBytes(StandardCharsets.US_ASCII);
        return LongStream.range(0, count)
                .mapToObj(i -> hasher.begin().bytes(prefix).u64(i).finish())
                .toList();
    }

    static List<Hash> records(List<Hash> entries) {
        return entries.stream().map(LogHashes::record).toList();
    }

    static Hash flipped(Hash hash) {
        byte[] bytes = hash.toByteArray();
        bytes[0] ^= 1;
        return Hash.of(bytes);
    }

    /** All tiles of a log, each built the naive way. */
    static TileSource tiles(ReferenceLog log) {
        return tile -> {
            long span = 1L << (8 * tile.level());
            byte[] hashes = new byte[tile.width() * Hash.LENGTH];
            for (int i = 0; i < tile.width(); i++) {
                long from = (256 * tile.index() + i) * span;
                log.root((int) from, (int) (from + span)).copyTo(hashes, i * Hash.LENGTH);
            }
            return hashes;
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }
}
