package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import com.stateset.sequencer.tlog.TreePaths.SubtreeHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The tree over entries of which some are known by the roots of their subtrees alone: what was left out to save space. Its right edge, and
 * the proofs of the entries that are known, follow as if all of them were.
 *
 * <h2>Why that is so</h2>
 *
 * <p>A proof of entry {@code i} consists of siblings: subtrees that lie beside its way to the root, and do not hold it. A subtree that stands
 * for entries that are not known does not hold {@code i} either, for then {@code i} would not be known. Two perfect subtrees are either apart
 * or one within the other. So a sibling is made of whole known parts, unless it lies strictly within one of them; but then that part
 * would be at least as large as the sibling's parent, which holds {@code i}. The same for a right edge: it can be made at each size at which
 * no part is cut.
 *
 * <p>Reads its parts in blocks of 256 entries, all of them once when it is made, and holds the root of each: 32 bytes for 256 entries. Not
 * thread-safe.
 */
public final class PartialTree {

    private final LongFunction<List<SubtreeRoot>> blocks;
    private final long size;

    /** The hashes of the heights 8, 16, …: whole blocks, whole blocks of these. */
    private final List<List<Hash>> levels = new ArrayList<>();

    private List<SubtreeRoot> lastRead = List.of();
    private long lastBlock = -1;

    /**
     * Makes a tree.
     *
     * @param size how many entries it has
     * @param blocks returns the parts of the block of 256 entries of an index, in order and without a gap; those of the last up to the size
     */
    public PartialTree(long size, LongFunction<List<SubtreeRoot>> blocks) {
        this.size = size;
        this.blocks = blocks;
        List<Hash> roots = new ArrayList<>();
        for (long block = 0; block < size >>> TilePath.HEIGHT; block++) {
            roots.add(fold(TilePath.HEIGHT, block));
        }
        while (!roots.isEmpty()) {
            levels.add(roots);
            List<Hash> above = new ArrayList<>();
            for (int i = 0; i + TilePath.FULL_WIDTH <= roots.size(); i += TilePath.FULL_WIDTH) {
                above.add(CompactRange.EMPTY
                        .appendRecords(roots.subList(i, i + TilePath.FULL_WIDTH))
                        .root());
            }
            roots = above;
        }
    }

    /** How many entries it has. */
    public long size() {
        return size;
    }

    /**
     * Returns the right edge at a size.
     *
     * @throws LogVerificationException if a part is cut there, whose entries are not known
     * @throws IndexOutOfBoundsException if the tree is smaller
     */
    public CompactRange edgeAt(long atSize) {
        requireWithin(atSize);
        byte[] hashes = new byte[Long.bitCount(atSize) * Hash.LENGTH];
        int at = 0;
        for (long bits = atSize; bits != 0; bits -= Long.highestOneBit(bits)) {
            int height = Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            hash(height, (atSize >>> height) - 1).copyTo(hashes, at);
            at += Hash.LENGTH;
        }
        return CompactRange.wrap(atSize, hashes);
    }

    /**
     * Proves the entry at an index in the tree of a size.
     *
     * @throws LogVerificationException if the entry is not known, or a part is cut at the size
     * @throws IndexOutOfBoundsException if the tree is smaller, or has no such entry
     */
    public LogInclusionProof inclusion(long index, long atSize) {
        requireWithin(atSize);
        if (index < 0 || index >= atSize) {
            throw new IndexOutOfBoundsException("there is no entry " + index + " among " + atSize);
        }
        SubtreeHashes subtrees =
                (height, position, target, offset) -> hash(height, position).copyTo(target, offset);
        return new LogInclusionProof(index, atSize, TreePaths.inclusion(subtrees, index, atSize));
    }

    /** The hashes of the whole subtrees of {@code 256^level} entries, in order; of a level from 1 on. */
    public List<Hash> level(int level) {
        return level <= levels.size() ? levels.get(level - 1) : List.of();
    }

    private Hash hash(int height, long position) {
        if (height >= TilePath.HEIGHT && height % TilePath.HEIGHT == 0) {
            return level(height / TilePath.HEIGHT).get(Math.toIntExact(position));
        }
        return fold(height, position);
    }

    /** Makes a subtree of its children, or finds it among the parts. */
    private Hash fold(int height, long position) {
        if (height <= TilePath.HEIGHT) {
            SubtreeRoot part = part(position << height);
            if (part.first() == position << height && part.height() == height) {
                return part.hash();
            }
            if (part.height() >= height) {
                throw new LogVerificationException(
                        Reason.MALFORMED_TILE,
                        "of the entries " + part.first() + " to " + (part.end() - 1)
                                + " only one hash together is known");
            }
        }
        return LogHashes.node(hash(height - 1, 2 * position), hash(height - 1, 2 * position + 1));
    }

    /** The part that holds an entry. */
    private SubtreeRoot part(long index) {
        long block = index >>> TilePath.HEIGHT;
        if (block != lastBlock) {
            lastRead = blocks.apply(block);
            lastBlock = block;
        }
        int low = 0;
        int high = lastRead.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (lastRead.get(middle).first() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (lastRead.isEmpty()
                || lastRead.get(low).first() > index
                || lastRead.get(low).end() <= index) {
            throw new LogVerificationException(Reason.MALFORMED_TILE, "entry " + index + " is missing");
        }
        return lastRead.get(low);
    }

    private void requireWithin(long atSize) {
        if (atSize < 0 || atSize > size) {
            throw new IndexOutOfBoundsException("there are " + size + " entries, not " + atSize);
        }
    }
}
