package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The subtrees that the proofs of a group of new entries consist of, each made a {@link Hash} once, when a proof first needs it.
 *
 * <p>The proofs of {@code n} neighbours take {@code n} times as many siblings as the tree is high, but these are few different
 * ones: fewer than two for each entry, one of the old edge for each height, and at each height one ragged part at the right of
 * the tree, which takes hashing to make. A group's proofs that share them cost some 130 bytes each, where their own copies
 * would be two kilobytes.
 *
 * <p>Thread-safe without a lock: two threads may both make a hash, the same, and either stays. A {@code Hash} has final fields
 * only, so one that is seen is whole.
 */
final class SharedHashes implements SubtreeHashes {

    private final SubtreeHashes source;
    private final long before;
    private final long size;
    private final @Nullable Hash[][] subtrees;
    private final @Nullable Hash[] ragged = new Hash[Long.SIZE];

    /**
     * Begins without any hash.
     *
     * @param source has the subtrees in which there is an entry from {@code before} to {@code size}, and those of the old edge
     */
    SharedHashes(SubtreeHashes source, long before, long size) {
        this.source = source;
        this.before = before;
        this.size = size;
        this.subtrees = new Hash[Long.SIZE - Long.numberOfLeadingZeros(size)][];
        for (int height = 0; height < subtrees.length; height++) {
            // The first is for the old edge's.
            subtrees[height] = new Hash[Math.toIntExact((size >>> height) - (before >>> height) + 1)];
        }
    }

    @Override
    public void copyTo(int height, long position, byte[] target, int offset) {
        source.copyTo(height, position, target, offset);
    }

    @Override
    public Hash hash(int height, long position) {
        int place = (int) (position - (before >>> height)) + 1;
        Hash known = subtrees[height][place];
        if (known == null) {
            known = source.hash(height, position);
            subtrees[height][place] = known;
        }
        return known;
    }

    /** In a tree of one size, where such a part begins follows from the height of the two subtrees that meet there. */
    @Override
    public Hash rightOf(long begin, long atSize) {
        if (atSize != size) {
            return source.rightOf(begin, atSize);
        }
        int width = Long.SIZE - Long.numberOfLeadingZeros(size - 1 - begin);
        Hash known = ragged[width];
        if (known == null) {
            known = source.rightOf(begin, atSize);
            ragged[width] = known;
        }
        return known;
    }
}
