package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds the first entry that is another in two trees, by their tiles, from the top down: at most two tiles of each tree per level,
 * which is six for sixteen million entries.
 *
 * <p>At each level the whole subtrees that both trees have are compared, from where the level above left off. The first that
 * differs holds the entry; the next level looks below it. If none does, it looks below what the levels above did not cover.
 */
final class TreeDifference {

    private final TileSource ours;
    private final TileSource theirs;
    private final long ourSize;
    private final long theirSize;

    TreeDifference(TileSource ours, long ourSize, TileSource theirs, long theirSize) {
        this.ours = ours;
        this.theirs = theirs;
        this.ourSize = ourSize;
        this.theirSize = theirSize;
    }

    /** The first index that differs among those that both trees have; empty if none does. */
    OptionalLong find() {
        long common = Math.min(ourSize, theirSize);
        long from = 0;
        long end = Long.MAX_VALUE;
        int height = Integer.numberOfTrailingZeros(TilePath.FULL_WIDTH);
        for (int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(common | 1)) / height; level >= 0; level--) {
            long to = Math.min(end, common >>> (level * height));
            long different = firstDifferent(level, from, to);
            if (level == 0) {
                return different < to ? OptionalLong.of(different) : OptionalLong.empty();
            }
            from = different << height;
            end = different < to ? (different + 1) << height : Long.MAX_VALUE;
        }
        return OptionalLong.empty();
    }

    /** The first of these hashes of a level that differs; {@code to} if none does. */
    private long firstDifferent(int level, long from, long to) {
        long at = from;
        while (at < to) {
            long tile = at / TilePath.FULL_WIDTH;
            int end = (int) Math.min(TilePath.FULL_WIDTH, to - tile * TilePath.FULL_WIDTH) * Hash.LENGTH;
            int start = (int) (at % TilePath.FULL_WIDTH) * Hash.LENGTH;
            int same = Arrays.mismatch(
                    read(ours, level, tile, ourSize), start, end, read(theirs, level, tile, theirSize), start, end);
            if (same >= 0) {
                return at + same / Hash.LENGTH;
            }
            at = (tile + 1) * TilePath.FULL_WIDTH;
        }
        return to;
    }

    private static byte[] read(TileSource source, int level, long tile, long size) {
        int width = TileLayout.width(level, tile, size);
        byte[] hashes = source.read(TilePath.hashes(level, tile, width));
        // Of a tile that is too short, the missing part differs.
        return Arrays.copyOf(hashes, width * Hash.LENGTH);
    }
}
