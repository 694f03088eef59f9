package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.List;

/**
 * A claim that an entry stands at one index of a log of some size, and the siblings that show it (RFC 9162, section 2.1.3).
 *
 * <p>A proof may come from anyone, so any values make one; {@link #verify} judges it. Exactly as many hashes as the index
 * needs in a tree of that size prove it: with one more or fewer, the same hashes could be read as the proof of something else.
 * As sizes that differ can need the same hashes, the size must be the one that was signed together with the root.
 *
 * <p>Immutable.
 *
 * @param index the entry's index, from 0
 * @param size the entries of the tree
 * @param hashes the siblings, that of the entry first
 */
public record LogInclusionProof(long index, long size, List<Hash> hashes) {

    /** Copies the hashes. */
    public LogInclusionProof {
        hashes = List.copyOf(hashes);
    }

    /**
     * Returns without a value if the entry of {@code recordHash} stands at this index of the tree of {@code root}.
     *
     * @throws LogVerificationException if that is not shown, reason {@code NOT_INCLUDED}
     */
    public void verify(Hash recordHash, Hash root) {
        if (index < 0 || index >= size) {
            throw refusal("a log of " + size + " entries has none at index " + index);
        }
        int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        int length = inner + Long.bitCount(inner < Long.SIZE ? index >>> inner : 0);
        if (hashes.size() != length) {
            throw refusal("entry " + index + " of " + size + " takes " + length + " hashes, not " + hashes.size());
        }
        Hash reached = climb(recordHash, inner);
        if (!reached.equals(root)) {
            throw refusal("entry " + index + " of " + size + " leads to root " + reached + ", not to " + root);
        }
    }

    /** The way up: below the meeting with the right edge the index says on which side a sibling is, above it all are left. */
    private Hash climb(Hash recordHash, int inner) {
        LogHasher hasher = LogHasher.ofThread();
        byte[] node = recordHash.toByteArray();
        byte[] sibling = new byte[Hash.LENGTH];
        for (int height = 0; height < hashes.size(); height++) {
            hashes.get(height).copyTo(sibling, 0);
            if (height < inner && (index >>> height & 1) == 0) {
                hasher.node(node, 0, sibling, 0, node, 0);
            } else {
                hasher.node(sibling, 0, node, 0, node, 0);
            }
        }
        return Hash.of(node);
    }

    private static LogVerificationException refusal(String message) {
        return new LogVerificationException(Reason.NOT_INCLUDED, message);
    }
}
