package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;

/**
 * Where the hashes of perfect subtrees come from when a proof is made: tiles ({@link LogProver}) or memory ({@link
 * AppendedEntries}). The subtree at {@code height} and {@code position} has the entries {@code [position * 2^height, (position
 * + 1) * 2^height)}.
 */
@FunctionalInterface
interface SubtreeHashes {

    /** Writes the 32 bytes of a subtree's root into {@code target} from {@code offset} on. */
    void copyTo(int height, long position, byte[] target, int offset);

    /** Returns the root of a subtree. */
    default Hash hash(int height, long position) {
        byte[] bytes = new byte[Hash.LENGTH];
        copyTo(height, position, bytes, 0);
        return Hash.of(bytes);
    }

    /**
     * Returns the root of the entries {@code [begin, size)}, where {@code begin} is the start of a subtree higher than they are
     * many: their perfect subtrees, one for each 1 bit of their number, folded from the right.
     */
    default Hash rightOf(long begin, long size) {
        LogHasher hasher = LogHasher.ofThread();
        long bits = size - begin;
        int height = Long.numberOfTrailingZeros(bits);
        byte[] root = new byte[Hash.LENGTH];
        byte[] left = new byte[Hash.LENGTH];
        copyTo(height, (size >>> height) - 1, root, 0);
        for (bits &= bits - 1; bits != 0; bits &= bits - 1) {
            height = Long.numberOfTrailingZeros(bits);
            copyTo(height, (size >>> height) - 1, left, 0);
            hasher.node(left, 0, root, 0, root, 0);
        }
        return Hash.of(root);
    }
}
