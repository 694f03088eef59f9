package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Which subtrees a proof consists of.
 *
 * <p>Take the way from entry {@code i} up to the root of {@code n} entries and compare it with the way from the last entry,
 * {@code n - 1}. Below the height where they meet, entry {@code i} is in a perfect subtree and each sibling on its way is the
 * neighbour at that height, {@code (i >> h) ^ 1}. Where they meet, {@code i} comes from the left, and its sibling is all that
 * is on the right: a ragged part, ending with the tree. From there on both are the same way up the right edge of the tree,
 * and only the subtrees that stand to the left of it are siblings: one for each 1 bit of {@code i} above that height. The
 * height is the length in bits of {@code i ^ (n - 1)}; so three lines of bit arithmetic stand for the recursion of RFC 9162,
 * section 2.1.3.1.
 *
 * <pre>
 *  n = 7, i = 2:   i ^ 6 = 100b, three bits: they meet below the root            root
 *                                                                             ┌────┴────┐
 *    height 0: sibling 3         (2 >> 0) ^ 1                                 x       [4,7)   ◄ ragged
 *    height 1: sibling [0,2)     (2 >> 1) ^ 1 = 0                          ┌──┴──┐    ┌─┴─┐
 *    height 2: what is right of it, [4,7)                                [0,2)   x    …   6
 *                                                                          ▲    ┌┴┐
 *                                                                               2 3 ◄
 * </pre>
 *
 * <p>A consistency proof from {@code m} to {@code n} (section 2.1.4.1) is the same way, begun not at an entry but at the last
 * of the perfect subtrees of {@code [0, m)}, the one that ends with entry {@code m - 1}; that subtree's own hash stands first,
 * unless it is all of the first tree, whose root the verifier has.
 */
final class TreePaths {

    private TreePaths() {}

    /** Returns the siblings of entry {@code index} in a tree of {@code size}, from the entry upwards. */
    static List<Hash> inclusion(SubtreeHashes subtrees, long index, long size) {
        return siblings(subtrees, index, size, 0, new ArrayList<>(Long.SIZE - Long.numberOfLeadingZeros(size)));
    }

    /** Returns the hashes that show that a tree of {@code to} entries extends its first {@code from}. */
    static List<Hash> consistency(SubtreeHashes subtrees, long from, long to) {
        List<Hash> hashes = new ArrayList<>();
        if (from == 0 || from == to) {
            return hashes;
        }
        int height = Long.numberOfTrailingZeros(from);
        if (from != 1L << height) {
            hashes.add(subtrees.hash(height, (from - 1) >>> height));
        }
        return siblings(subtrees, from - 1, to, height, hashes);
    }

    private static List<Hash> siblings(SubtreeHashes subtrees, long index, long size, int from, List<Hash> hashes) {
        int meeting = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        for (int height = from; height < meeting - 1; height++) {
            hashes.add(subtrees.hash(height, (index >>> height) ^ 1));
        }
        if (meeting > from) {
            hashes.add(subtrees.rightOf(((index >>> (meeting - 1)) + 1) << (meeting - 1), size));
        }
        for (int height = Math.max(meeting, from); height < Long.SIZE - 1; height++) {
            if ((index >>> height & 1) != 0) {
                hashes.add(subtrees.hash(height, (index >>> height) - 1));
            }
        }
        return hashes;
    }

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
}
