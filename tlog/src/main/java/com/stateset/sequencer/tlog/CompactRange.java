package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of a growing tree: the few hashes from which its root follows, now and after any number of further entries.
 * It is all that must be kept of a history of any length to extend it and to notice any change to it: at most 63 hashes, for
 * a million entries at most 20.
 *
 * <h2>The arithmetic</h2>
 *
 * <p>Write the size as a sum of powers of two, largest first: 11 = 8 + 2 + 1. The entries split the same way, from left to
 * right, into subtrees that are perfect, that is full to the last leaf:
 *
 * <pre>
 *   n = 11 = 1011b                    root = H(a, H(b, c))
 *                              ┌──────────────┴───────┐
 *                              a                   H(b, c)
 *                  ┌───────────┴───────────┐       ┌──┴──┐
 *                  x                       y       b     c
 *              ┌───┴───┐               ┌───┴───┐ ┌─┴─┐   │
 *              0 1   2 3               4 5   6 7 8   9  10
 * </pre>
 *
 * <p>The edge is {@code [a, b, c]}: one hash for each 1 bit of the size, the hash of bit {@code h} at height {@code h}. Nothing
 * to the right of it exists yet, and nothing below it will ever change: an entry that is added only ever comes to stand beside
 * these subtrees. So the edge determines every later root, and entries 0 to 10 are not needed for it any more.
 *
 * <p><b>The root</b> is the edge folded from the right: {@code H(a, H(b, c))}. That is RFC 9162's rule, "split at the largest
 * power of two below {@code n}", read from its end: the first split takes {@code a} off, the second {@code b}.
 *
 * <p><b>Adding an entry</b> is adding one to a binary number. Its record hash is a perfect subtree of height 0. While the size
 * has a 1 bit at the height reached, two subtrees of that height stand side by side: they become one of the next height, and
 * the bit a 0 (the carry). From 11 to 12, {@code 1011b + 1 = 1100b}:
 *
 * <pre>
 *   a  b  c  + new            heights 3 1 0 + 0     c and new are both of height 0
 *   a  b  H(c, new)           heights 3 1   + 1     b and that are both of height 1
 *   a  H(b, H(c, new))        heights 3   2         done: two 1 bits, two hashes
 * </pre>
 *
 * <p><b>The cost.</b> Every entry costs one hash for its record; every carry one hash and one subtree fewer. A carry removes a
 * hash that some entry has added, so there are never more carries than entries: adding many costs fewer than two hashes each,
 * whatever the size of the tree. The root costs as many hashes as the edge has, less one; ask for it once per group.
 *
 * <p>Immutable, equal by content, thread-safe. Where a group's proofs are wanted too, {@link AppendedEntries} does the same
 * with the same number of hashes.
 */
public final class CompactRange {

    /** The edge of a log without entries. */
    public static final CompactRange EMPTY = new CompactRange(0, new byte[0]);

    private final long size;
    private final byte[] hashes;

    /** Made when it is first asked for. Two threads may both make it, and the same: its fields are final, so either is whole. */
    private @Nullable Hash root;

    private CompactRange(long size, byte[] owned) {
        this.size = size;
        this.hashes = owned;
    }

    /**
     * Reads an edge back that {@link #toByteArray} wrote. The array is copied. That the hashes belong to a tree only its root
     * can tell: compare {@link #root} with one that is known.
     *
     * @throws LogVerificationException if the size is negative, or there is not one hash for each of its 1 bits
     */
    public static CompactRange of(long size, byte[] hashes) {
        if (size < 0 || hashes.length != Long.bitCount(size) * Hash.LENGTH) {
            throw new LogVerificationException(
                    Reason.MALFORMED_TILE,
                    "the right edge of " + size + " entries has not " + hashes.length + " bytes");
        }
        return new CompactRange(size, hashes.clone());
    }

    /** Makes an edge of an array of the right length that the caller does not keep. */
    static CompactRange wrap(long size, byte[] owned) {
        return new CompactRange(size, owned);
    }

    /** Returns the number of entries. */
    public long size() {
        return size;
    }

    /** Returns the hashes, those of the largest and leftmost subtrees first. */
    public List<Hash> hashes() {
        return LogHashes.unpack(hashes);
    }

    /** Returns a copy of the hashes, 32 bytes each, those of the largest and leftmost subtrees first. */
    public byte[] toByteArray() {
        return hashes.clone();
    }

    /** Returns the packed hashes themselves, for reading only. */
    byte[] packed() {
        return hashes;
    }

    /** Returns where the hash of a 1 bit of the size stands in {@link #packed}: after those of the higher bits. */
    int offset(int height) {
        return Long.bitCount(size >>> height >>> 1) * Hash.LENGTH;
    }

    /** Returns the root of the entries so far, {@link LogHashes#EMPTY_ROOT} if there are none. */
    public Hash root() {
        Hash known = root;
        if (known == null) {
            known = makeRoot();
            root = known;
        }
        return known;
    }

    private Hash makeRoot() {
        if (size == 0) {
            return LogHashes.EMPTY_ROOT;
        }
        LogHasher hasher = LogHasher.ofThread();
        int at = hashes.length - Hash.LENGTH;
        byte[] node = Arrays.copyOfRange(hashes, at, hashes.length);
        while (at > 0) {
            at -= Hash.LENGTH;
            hasher.node(hashes, at, node, 0, node, 0);
        }
        return Hash.of(node);
    }

    /** Returns size and root. */
    public TreeHead head() {
        return new TreeHead(size, root());
    }

    /**
     * Returns the edge after these entries of 32 bytes, in their order.
     *
     * @throws ArithmeticException if the log would have more than 2^63 - 1 entries
     */
    public CompactRange appendEntries(List<Hash> entries) {
        LogHasher hasher = LogHasher.ofThread();
        Stack stack = new Stack(this, entries.size());
        for (Hash entry : entries) {
            hasher.record(entry, stack.hashes, stack.top());
            stack.carry(hasher);
        }
        return stack.toRange();
    }

    /**
     * Returns the edge after the entries of these record hashes, in their order.
     *
     * @throws ArithmeticException if the log would have more than 2^63 - 1 entries
     */
    public CompactRange appendRecords(List<Hash> recordHashes) {
        LogHasher hasher = LogHasher.ofThread();
        Stack stack = new Stack(this, recordHashes.size());
        for (Hash record : recordHashes) {
            record.copyTo(stack.hashes, stack.top());
            stack.carry(hasher);
        }
        return stack.toRange();
    }

    /**
     * Returns the edge after the entries of these subtrees, in their order: as if each of their entries had been added.
     *
     * @throws IllegalArgumentException if the first does not begin at the size, or one not where the one before it ends
     */
    public CompactRange appendSubtrees(List<SubtreeRoot> subtrees) {
        LogHasher hasher = LogHasher.ofThread();
        Stack stack = new Stack(this, 0);
        for (SubtreeRoot subtree : subtrees) {
            if (subtree.first() != stack.size) {
                throw new IllegalArgumentException("a subtree that begins at entry " + subtree.first()
                        + " does not follow " + stack.size + " entries");
            }
            subtree.hash().copyTo(stack.hashes, stack.top());
            stack.carry(hasher, subtree.height());
        }
        return stack.toRange();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompactRange that && size == that.size && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + Arrays.hashCode(hashes);
    }

    /** Returns the size and the number of hashes. */
    @Override
    public String toString() {
        return "right edge of " + size + " entries, " + Long.bitCount(size) + " hashes";
    }

    /** The edge while entries are added: hashes packed in one array that has room for the largest edge and a new record. */
    private static final class Stack {

        private final byte[] hashes = new byte[(Long.SIZE + 1) * Hash.LENGTH];
        private long size;

        Stack(CompactRange start, int more) {
            Math.addExact(start.size, (long) more);
            System.arraycopy(start.hashes, 0, hashes, 0, start.hashes.length);
            this.size = start.size;
        }

        /** Where the next hash belongs. */
        int top() {
            return Long.bitCount(size) * Hash.LENGTH;
        }

        /** Counts the record at the top: joins it with its neighbours as long as there are two of one height. */
        void carry(LogHasher hasher) {
            carry(hasher, 0);
        }

        /** Counts a subtree at the top in the same way; the size has no 1 bit below its height. */
        void carry(LogHasher hasher, int height) {
            int at = top();
            for (long bits = size >>> height; (bits & 1) != 0; bits >>>= 1) {
                at -= Hash.LENGTH;
                hasher.node(hashes, at, hashes, at + Hash.LENGTH, hashes, at);
            }
            size = Math.addExact(size, 1L << height);
        }

        CompactRange toRange() {
            return new CompactRange(size, Arrays.copyOf(hashes, top()));
        }
    }
}
