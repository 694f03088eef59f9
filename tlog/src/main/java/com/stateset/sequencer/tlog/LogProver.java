package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes proofs for a log of one size out of its tiles.
 *
 * <p>A proof reads at most two tiles per level, the one on the way of the entry and the one at the right edge, so six of a log
 * of up to 16 million entries and sixteen of the largest; each is read once per prover. What is between two levels is computed,
 * at most 255 hashes per sibling.
 *
 * <p>A proof is only as good as the tiles: compare with the signed root before anyone is given one, {@link
 * LogInclusionProof#verify} does it.
 *
 * <p>Not thread-safe; make one for each question, or for a few about the same entries.
 */
public final class LogProver {

    private final TileSource source;
    private final long size;
    private final Map<TilePath, byte[]> read = new HashMap<>();

    /**
     * Makes a prover for the first {@code size} entries of a log.
     *
     * @throws IllegalArgumentException if the size is negative
     */
    public LogProver(TileSource source, long size) {
        this.source = Objects.requireNonNull(source, "source");
        TreeHead.requireSize(size);
        this.size = size;
    }

    /**
     * Proves the entry at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is no such entry
     * @throws LogVerificationException if a tile does not have its length
     */
    public LogInclusionProof inclusion(long index) {
        Objects.checkIndex(index, size);
        return new LogInclusionProof(index, size, TreePaths.inclusion(this::copySubtree, index, size));
    }

    /**
     * Proves that this log extends its first {@code from} entries.
     *
     * @throws IndexOutOfBoundsException if {@code from} is negative or more than the size
     * @throws LogVerificationException if a tile does not have its length
     */
    public ConsistencyProof consistency(long from) {
        Objects.checkFromToIndex(from, size, size);
        return new ConsistencyProof(from, size, TreePaths.consistency(this::copySubtree, from, size));
    }

    /**
     * Returns the right edge, from which the root follows.
     *
     * @throws LogVerificationException if a tile does not have its length
     */
    public CompactRange rightEdge() {
        byte[] hashes = new byte[Long.bitCount(size) * Hash.LENGTH];
        int at = 0;
        for (long bits = size; bits != 0; bits -= Long.highestOneBit(bits)) {
            int height = Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            copySubtree(height, (size >>> height) - 1, hashes, at);
            at += Hash.LENGTH;
        }
        return CompactRange.wrap(size, hashes);
    }

    /** Folds the part of a tile that lies below a subtree. */
    private void copySubtree(int height, long position, byte[] target, int offset) {
        int level = height / TilePath.HEIGHT;
        int above = height % TilePath.HEIGHT;
        long tile = position >>> (TilePath.HEIGHT - above);
        int first = (int) (position << above) & (TilePath.FULL_WIDTH - 1);
        int from = first * Hash.LENGTH;
        byte[] nodes = Arrays.copyOfRange(tile(level, tile), from, from + (Hash.LENGTH << above));
        LogHasher.ofThread().fold(nodes, 1 << above);
        System.arraycopy(nodes, 0, target, offset, Hash.LENGTH);
    }

    private byte[] tile(int level, long index) {
        return read.computeIfAbsent(
                TilePath.hashes(level, index, TileLayout.width(level, index, size)), this::readTile);
    }

    private byte[] readTile(TilePath tile) {
        byte[] hashes = source.read(tile);
        if (hashes.length != tile.byteLength()) {
            throw new LogVerificationException(
                    Reason.MALFORMED_TILE, tile + " has " + tile.byteLength() + " bytes, not " + hashes.length);
        }
        return hashes;
    }
}
