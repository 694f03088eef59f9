package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The root of a perfect subtree: what stands for {@code 2^height} neighbouring entries of a log for those who need their place in the tree
 * and not the entries. A subtree of height 0 is one entry, and its root that entry's record hash. Immutable.
 *
 * <p>Any run of entries is a row of such subtrees in one way only, if each is as large as it can be: a subtree of height {@code h} begins at
 * a multiple of {@code 2^h}. So who knows the run's two ends knows how many hashes there are and what each is of, and the hashes
 * alone need to be sent:
 *
 * <pre>
 *   entries 3 to 12:    3 | 4 5 6 7 | 8 9 10 11 | 12        heights 0 2 2 0
 * </pre>
 *
 * @param first the index of the first entry, a multiple of {@code 2^height}
 * @param height 0 to {@link #MAX_HEIGHT}
 * @param hash the root (RFC 9162, section 2.1.1)
 */
public record SubtreeRoot(long first, int height, Hash hash) {

    /** The height of a subtree that is a tile: larger ones save next to nothing, and tiles can be made of what is not larger. */
    public static final int MAX_HEIGHT = TilePath.HEIGHT;

    public SubtreeRoot {
        Objects.requireNonNull(hash, "hash");
        if (first < 0 || height < 0 || height > MAX_HEIGHT || (first & ((1L << height) - 1)) != 0) {
            throw new IllegalArgumentException("no subtree of height " + height + " begins at entry " + first);
        }
    }

    /** The subtree that is one entry of 32 bytes. */
    public static SubtreeRoot ofEntry(long index, Hash entry) {
        return new SubtreeRoot(index, 0, LogHashes.record(entry));
    }

    /**
     * The subtrees that a run of entries consists of, in order.
     *
     * @param first the index of the first entry
     * @param entries the entries, of 32 bytes each
     */
    public static List<SubtreeRoot> over(long first, List<Hash> entries) {
        List<SubtreeRoot> subtrees = new ArrayList<>();
        int at = 0;
        for (int height : heights(first, entries.size())) {
            int end = at + (1 << height);
            subtrees.add(new SubtreeRoot(first + at, height, root(entries.subList(at, end))));
            at = end;
        }
        return subtrees;
    }

    /** The root over entries that are a power of two in number. */
    private static Hash root(List<Hash> entries) {
        LogHasher hasher = LogHasher.ofThread();
        byte[] nodes = new byte[entries.size() * Hash.LENGTH];
        for (int i = 0; i < entries.size(); i++) {
            hasher.record(entries.get(i), nodes, i * Hash.LENGTH);
        }
        hasher.fold(nodes, entries.size());
        return LogHashes.at(nodes, 0);
    }

    /**
     * The heights of the subtrees that a run of entries consists of, in order.
     *
     * @param first the index of the first entry
     * @param count how many entries there are
     */
    public static List<Integer> heights(long first, long count) {
        List<Integer> heights = new ArrayList<>();
        long end = Math.addExact(first, count);
        for (long at = first; at < end; at += 1L << heights.get(heights.size() - 1)) {
            int aligned = at == 0 ? MAX_HEIGHT : Math.min(MAX_HEIGHT, Long.numberOfTrailingZeros(at));
            int fitting = Long.SIZE - 1 - Long.numberOfLeadingZeros(end - at);
            heights.add(Math.min(aligned, fitting));
        }
        return heights;
    }

    /**
     * Puts hashes that were sent alone back to the subtrees that they are of.
     *
     * @param first the index of the first entry
     * @param count how many entries there are
     * @param hashes the roots, in order
     * @throws LogVerificationException if there is not one hash for each subtree
     */
    public static List<SubtreeRoot> of(long first, long count, List<Hash> hashes) {
        List<Integer> heights = heights(first, count);
        if (heights.size() != hashes.size()) {
            throw new LogVerificationException(
                    Reason.MALFORMED_TILE,
                    count + " entries from " + first + " on are " + heights.size() + " subtrees, not " + hashes.size());
        }
        List<SubtreeRoot> subtrees = new ArrayList<>();
        long at = first;
        for (int i = 0; i < hashes.size(); i++) {
            subtrees.add(new SubtreeRoot(at, heights.get(i), hashes.get(i)));
            at += 1L << heights.get(i);
        }
        return subtrees;
    }

    /** How many entries it has. */
    public int size() {
        return 1 << height;
    }

    /** The index behind its last entry. */
    public long end() {
        return first + size();
    }
}
