package com.stateset.sequencer.merkle;

import java.util.Objects;

/**
 * How many nodes a tree has, and where. Height 0 are the leaves; the root is at height {@code depth}. Counted, stored and
 * hashed are only nodes above at least one real leaf: those that stand to the right of them are padding, known beforehand.
 */
final class TreeShape {

    /** The most leaves of a tree. */
    static final int MAX_LEAVES = 1 << 20;

    /** The height of the subtree above a tile. */
    static final int TILE_HEIGHT = 8;

    private TreeShape() {}

    /** Returns the height of the root over any positive number of leaves. */
    static int depth(long leafCount) {
        return Long.SIZE - Long.numberOfLeadingZeros(leafCount - 1);
    }

    /** Returns the number of nodes at {@code height} that stand above at least one of {@code leafCount} leaves. */
    static int nodes(int leafCount, int height) {
        return ((leafCount - 1) >>> height) + 1;
    }

    /** Returns {@code leafCount} if a tree can have so many leaves. */
    static int requireLeafCount(long leafCount) {
        if (leafCount < 1 || leafCount > MAX_LEAVES) {
            throw new IllegalArgumentException("a Merkle tree has 1 to " + MAX_LEAVES + " leaves, not " + leafCount);
        }
        return (int) leafCount;
    }

    /** Returns the leaf count of a tree under construction, if that is a tree already. */
    static int requireLeaves(int leafCount) {
        if (leafCount == 0) {
            throw new IllegalStateException("a Merkle tree has at least one leaf");
        }
        return leafCount;
    }

    /** Checks that {@code count} more leaves find place in a tree under construction. */
    static void requireRoom(int leafCount, int count) {
        if (count > MAX_LEAVES - leafCount) {
            throw new IllegalStateException(
                    "a Merkle tree has at most " + MAX_LEAVES + " leaves, not " + ((long) leafCount + count));
        }
    }

    /** Checks that {@code packed} holds {@code count} hashes from byte {@code offset} on. */
    static void requireHashes(byte[] packed, int offset, int count) {
        if (count < 0) {
            throw new IndexOutOfBoundsException("a count of leaves cannot be " + count);
        }
        Objects.checkFromIndexSize((long) offset, (long) count * Hash.LENGTH, packed.length);
    }

    /** Returns the hash at {@code position} of a packed array. */
    static Hash hashAt(byte[] packed, int position) {
        byte[] hash = new byte[Hash.LENGTH];
        System.arraycopy(packed, position * Hash.LENGTH, hash, 0, Hash.LENGTH);
        return Hash.wrap(hash);
    }
}
