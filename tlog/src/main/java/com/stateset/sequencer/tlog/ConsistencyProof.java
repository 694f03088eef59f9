package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.List;

/**
 * A claim that a tree of {@code to} entries has the {@code from} entries of an earlier tree as its first ones, unchanged, and
 * the hashes that show it (RFC 9162, section 2.1.4).
 *
 * <p>One walk computes two roots. It begins at the last perfect subtree of the earlier tree and climbs to the root of the
 * later. Siblings on the left are in both trees; siblings on the right hold what was added and go into the later root only.
 * If both roots come out as expected, every hash that the earlier tree is made of is one that the later is made of too.
 *
 * <p>Edge rules beyond the RFC: equal sizes take no hashes and equal roots; from an empty tree none are taken, and its root is
 * {@code H("")}; a larger earlier tree is refused.
 *
 * <p>Any values make a proof, {@link #verify} judges it. Both sizes must come with their roots from signed texts. Immutable.
 *
 * @param from the entries of the earlier tree
 * @param to the entries of the later tree
 * @param hashes the hashes, from below
 */
public record ConsistencyProof(long from, long to, List<Hash> hashes) {

    /** Copies the hashes. */
    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }

    /**
     * Returns without a value if the tree of root {@code second} extends that of root {@code first}.
     *
     * @throws LogVerificationException if that is not shown, reason {@code NOT_CONSISTENT}
     */
    public void verify(Hash first, Hash second) {
        if (from < 0 || from > to) {
            throw refusal("no log grows from " + from + " to " + to + " entries");
        }
        requireLength();
        if (from == 0) {
            requireRoot("earlier", LogHashes.EMPTY_ROOT, first);
        } else if (from == to) {
            requireRoot("later", first, second);
        } else {
            climb(first, second);
        }
    }

    private void requireLength() {
        int length = from == 0 || from == to ? 0 : length();
        if (hashes.size() != length) {
            throw refusal("growing from " + from + " to " + to + " takes " + length + " hashes, not " + hashes.size());
        }
    }

    /** The siblings of the last subtree of the earlier tree, and that subtree unless it is all of that tree. */
    private int length() {
        int meeting = meeting();
        int siblings = meeting - Long.numberOfTrailingZeros(from) + Long.bitCount(last() >>> meeting);
        return isPowerOfTwo() ? siblings : siblings + 1;
    }

    private void climb(Hash first, Hash second) {
        LogHasher hasher = LogHasher.ofThread();
        byte[] earlier = (isPowerOfTwo() ? first : hashes.get(0)).toByteArray();
        byte[] later = earlier.clone();
        byte[] sibling = new byte[Hash.LENGTH];
        int meeting = meeting();
        int height = Long.numberOfTrailingZeros(from);
        for (Hash hash : hashes.subList(isPowerOfTwo() ? 0 : 1, hashes.size())) {
            hash.copyTo(sibling, 0);
            if (height < meeting && (last() >>> height & 1) == 0) {
                hasher.node(later, 0, sibling, 0, later, 0);
            } else {
                hasher.node(sibling, 0, earlier, 0, earlier, 0);
                hasher.node(sibling, 0, later, 0, later, 0);
            }
            height++;
        }
        requireRoot("earlier", Hash.of(earlier), first);
        requireRoot("later", Hash.of(later), second);
    }

    /** The height at which the ways from the two trees' last entries to the root meet. */
    private int meeting() {
        return Long.SIZE - Long.numberOfLeadingZeros(last() ^ (to - 1));
    }

    private long last() {
        return from - 1;
    }

    private boolean isPowerOfTwo() {
        return Long.bitCount(from) == 1;
    }

    private void requireRoot(String which, Hash reached, Hash expected) {
        if (!reached.equals(expected)) {
            throw refusal("from " + from + " to " + to + " entries: the " + which + " root is " + expected
                    + ", the proof leads to " + reached);
        }
    }

    private static LogVerificationException refusal(String message) {
        return new LogVerificationException(Reason.NOT_CONSISTENT, message);
    }
}
