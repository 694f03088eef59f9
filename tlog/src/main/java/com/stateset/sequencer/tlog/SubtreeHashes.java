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

    /** Returns the root of the entries {@code [begin, size)}, see {@link TreePaths#rightOf}. */
    default Hash rightOf(long begin, long size) {
        return TreePaths.rightOf(this, begin, size);
    }
}
