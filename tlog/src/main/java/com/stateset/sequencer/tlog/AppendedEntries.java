package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TreePaths.SubtreeHashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of entries that has just been added to a log, with everything that can be said about them without reading anything:
 * the new right edge and root, the proof of each new entry, and the proof that the new tree extends the old one.
 *
 * <h2>Why no read is needed</h2>
 *
 * <p>The siblings on the way of a new entry are of two kinds. Those that contain a new entry are made of new entries and, at
 * their left, of old subtrees; those that contain none stand to the left of the new entries, end exactly where a subtree
 * begins that has a new entry in it, and are therefore perfect and as large as they can be: hashes of the old right edge.
 * Take 6 entries and add 5, entries 6 to 10:
 *
 * <pre>
 *   height 3            [0,8)                                 first new position  6 >> 3 = 0
 *                ┌────────┴────────┐
 *   height 2   (0,4)             [4,8)        [8,12) …                            6 >> 2 = 1
 *                            ┌─────┴─────┐   ┌───┴───┐
 *   height 1               (4,6)       [6,8) [8,10)  …                            6 >> 1 = 3
 *                                      ┌─┴─┐ ┌─┴─┐
 *   height 0                           6   7 8   9   10                           6 >> 0 = 6
 *
 *   ( ) from the old right edge, 6 = 110b: one subtree of height 2, one of height 1
 * </pre>
 *
 * <p>The first subtree of height {@code h} with a new entry in it is at position {@code m >> h}, where {@code m} is the old
 * size. If that position is odd, its left neighbour is at {@code (m >> h) - 1} and has no new entry; odd means that bit {@code
 * h} of {@code m} is set, and so that neighbour <em>is</em> the old edge's hash of that bit. So each height needs at most one
 * old hash, and the old edge has it. Heights are filled from below, each from the one below it: in all, one record hash per
 * entry and fewer nodes than entries plus heights, the two hashes per event that {@link CompactRange} takes too; the edge and
 * the tiles' hashes are then just looked up.
 *
 * <p>The same holds after each entry of the group, not only after the last: a proof for the tree of any size from the old one
 * to the new is answered, so callers whose entries share a group may be answered with its last head, or with their own.
 *
 * <p>Holds 64 bytes per entry, and three times that once proofs of all were asked for, which share their hashes; keep it as long
 * as callers wait for their answers. Immutable, thread-safe.
 */
public final class AppendedEntries {

    private final CompactRange before;
    private final long size;
    private final byte[][] levels;

    /** Made when it is first asked for. Two threads may both make it, and the same: its fields are final, so either is whole. */
    private @Nullable CompactRange after;

    /** Made for the first proof, in the same way. */
    private @Nullable SharedHashes shared;

    private AppendedEntries(CompactRange before, byte[] records) {
        this.before = before;
        this.size = Math.addExact(before.size(), (long) records.length / Hash.LENGTH);
        this.levels = levels(records);
    }

    /**
     * Adds entries of 32 bytes, in their order, to a log of that right edge.
     *
     * @throws ArithmeticException if the log would have more than 2^63 - 1 entries
     */
    public static AppendedEntries ofEntries(CompactRange before, List<Hash> entries) {
        LogHasher hasher = LogHasher.ofThread();
        byte[] records = new byte[Math.multiplyExact(entries.size(), Hash.LENGTH)];
        int at = 0;
        for (Hash entry : entries) {
            hasher.record(entry, records, at);
            at += Hash.LENGTH;
        }
        return new AppendedEntries(before, records);
    }

    /**
     * Adds the entries of these record hashes, in their order, to a log of that right edge.
     *
     * @throws ArithmeticException if the log would have more than 2^63 - 1 entries
     */
    public static AppendedEntries ofRecords(CompactRange before, List<Hash> recordHashes) {
        return new AppendedEntries(before, LogHashes.pack(recordHashes));
    }

    /** Returns the right edge before the group. */
    public CompactRange before() {
        return before;
    }

    /** Returns the number of entries after the group. */
    public long size() {
        return size;
    }

    /** Returns the right edge after the group. */
    public CompactRange after() {
        CompactRange known = after;
        if (known == null) {
            known = edgeAt(size);
            after = known;
        }
        return known;
    }

    /**
     * Returns the right edge at a size inside the group.
     *
     * @throws IndexOutOfBoundsException if {@code atSize} is less than the old size or more than the new
     */
    public CompactRange edgeAt(long atSize) {
        requireInside(atSize);
        byte[] hashes = new byte[Long.bitCount(atSize) * Hash.LENGTH];
        int at = hashes.length;
        for (long bits = atSize; bits != 0; bits &= bits - 1) {
            int height = Long.numberOfTrailingZeros(bits);
            at -= Hash.LENGTH;
            copySubtree(height, (atSize >>> height) - 1, hashes, at);
        }
        return CompactRange.wrap(atSize, hashes);
    }

    /** Returns size and root after the group. */
    public TreeHead head() {
        return after().head();
    }

    /**
     * Proves one of the new entries in the tree after the group.
     *
     * @throws IndexOutOfBoundsException if the entry at {@code index} is not of this group
     */
    public LogInclusionProof inclusion(long index) {
        return inclusion(index, size);
    }

    /**
     * Proves one of the new entries in the tree as it was at a size inside the group.
     *
     * @throws IndexOutOfBoundsException if the entry at {@code index} is not of this group, or not below {@code atSize}, or
     *     {@code atSize} is more than the new size
     */
    public LogInclusionProof inclusion(long index, long atSize) {
        requireInside(atSize);
        Objects.checkIndex(index - before.size(), atSize - before.size());
        return new LogInclusionProof(index, atSize, TreePaths.inclusion(shared(), index, atSize));
    }

    /**
     * Proves that the tree after the group extends an earlier one, the old tree or one at a size inside the group.
     *
     * @throws IndexOutOfBoundsException if {@code from} is less than the old size or more than the new
     */
    public ConsistencyProof consistency(long from) {
        requireInside(from);
        return new ConsistencyProof(from, size, TreePaths.consistency(this::copySubtree, from, size));
    }

    /**
     * Returns the hashes of level 1 and above that the group completed, by level: 32 bytes for every 256 entries, and what
     * tiles need so that any proof takes a bounded number of reads. Those of level 0 are the record hashes, which follow from
     * the entries.
     */
    public List<TileHashes> tileHashes() {
        List<TileHashes> completed = new ArrayList<>();
        for (int level = 1; level * TilePath.HEIGHT < levels.length; level++) {
            int height = level * TilePath.HEIGHT;
            completed.add(new TileHashes(level, before.size() >>> height, LogHashes.unpack(levels[height])));
        }
        return completed;
    }

    /** The new perfect subtrees of each height, as far up as there are any. */
    private byte[][] levels(byte[] records) {
        LogHasher hasher = LogHasher.ofThread();
        List<byte[]> filled = new ArrayList<>();
        for (byte[] level = records; level.length > 0; level = above(level, filled.size() - 1, hasher)) {
            filled.add(level);
        }
        return filled.toArray(byte[][]::new);
    }

    /** Makes the nodes of the height above. The left child of the first may be a hash of the old edge. */
    private byte[] above(byte[] nodes, int height, LogHasher hasher) {
        long first = before.size() >>> (height + 1);
        byte[] parents = new byte[(int) ((size >>> (height + 1)) - first) * Hash.LENGTH];
        int child = (before.size() >>> height & 1) != 0 ? -Hash.LENGTH : 0;
        for (int parent = 0; parent < parents.length; parent += Hash.LENGTH, child += 2 * Hash.LENGTH) {
            if (child < 0) {
                hasher.node(before.packed(), before.offset(height), nodes, 0, parents, parent);
            } else {
                hasher.node(nodes, child, nodes, child + Hash.LENGTH, parents, parent);
            }
        }
        return parents;
    }

    private SharedHashes shared() {
        SharedHashes known = shared;
        if (known == null) {
            known = new SharedHashes(this::copySubtree, before.size(), size);
            shared = known;
        }
        return known;
    }

    /** A perfect subtree that has a new entry in it, or one of the old edge. */
    private void copySubtree(int height, long position, byte[] target, int offset) {
        long place = position - (before.size() >>> height);
        if (place >= 0) {
            System.arraycopy(levels[height], (int) place * Hash.LENGTH, target, offset, Hash.LENGTH);
        } else {
            System.arraycopy(before.packed(), before.offset(height), target, offset, Hash.LENGTH);
        }
    }

    private void requireInside(long atSize) {
        if (atSize < before.size() || atSize > size) {
            throw new IndexOutOfBoundsException(
                    "size " + atSize + " is not in the group from " + before.size() + " to " + size);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppendedEntries that
                && before.equals(that.before)
                && Arrays.deepEquals(levels, that.levels);
    }

    @Override
    public int hashCode() {
        return 31 * before.hashCode() + Arrays.deepHashCode(levels);
    }

    /** Returns the two sizes. */
    @Override
    public String toString() {
        return "entries " + before.size() + " to " + size;
    }

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
    private static final class SharedHashes implements SubtreeHashes {

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
}
