package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import com.stateset.sequencer.tlog.TreePaths.SubtreeHashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes proofs for a log of one size out of its tiles.
 *
 * <p>A proof reads at most two tiles per level, the one on the way of the entry and the one at the right edge, so six of a log
 * of up to 16 million entries and sixteen of the largest; each is read once per prover. What is between two levels is computed,
 * at most 255 hashes per sibling. Which tiles a proof takes follows from the two sizes alone, so they are asked for together,
 * by one {@link TileSource#readAll}.
 *
 * <p>Whoever has the right edge of that size need not read it: nothing to the right of an entry is then read at all, only the one tile
 * on its way per level, half as much.
 *
 * <p>A proof is only as good as the tiles: compare with the signed root before anyone is given one, {@link
 * LogInclusionProof#verify} does it.
 *
 * <p>Not thread-safe; make one for each question, or for a few about the same entries.
 */
public final class LogProver {

    private final TileSource source;
    private final long size;
    private final @Nullable CompactRange edge;
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
        this.edge = null;
    }

    /** Makes a prover for the log that has this right edge, whose hashes it does not read. */
    public LogProver(TileSource source, CompactRange edge) {
        this.source = Objects.requireNonNull(source, "source");
        this.size = edge.size();
        this.edge = edge;
    }

    /**
     * Proves the entry at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is no such entry
     * @throws LogVerificationException if a tile does not have its length
     */
    public LogInclusionProof inclusion(long index) {
        Objects.checkIndex(index, size);
        return new LogInclusionProof(index, size, prove(subtrees -> TreePaths.inclusion(subtrees, index, size)));
    }

    /**
     * Proves that this log extends its first {@code from} entries.
     *
     * @throws IndexOutOfBoundsException if {@code from} is negative or more than the size
     * @throws LogVerificationException if a tile does not have its length
     */
    public ConsistencyProof consistency(long from) {
        Objects.checkFromToIndex(from, size, size);
        return new ConsistencyProof(from, size, prove(subtrees -> TreePaths.consistency(subtrees, from, size)));
    }

    /**
     * Returns the right edge, from which the root follows.
     *
     * @throws LogVerificationException if a tile does not have its length
     */
    public CompactRange rightEdge() {
        return CompactRange.wrap(size, prove(this::copyEdge));
    }

    private byte[] copyEdge(SubtreeHashes subtrees) {
        byte[] hashes = new byte[Long.bitCount(size) * Hash.LENGTH];
        int at = 0;
        for (long bits = size; bits != 0; bits -= Long.highestOneBit(bits)) {
            int height = Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            subtrees.copyTo(height, (size >>> height) - 1, hashes, at);
            at += Hash.LENGTH;
        }
        return hashes;
    }

    /** Goes the way twice: once to learn which tiles it takes, and once they are read. */
    private <T> T prove(Function<SubtreeHashes, T> way) {
        Set<TilePath> needed = new LinkedHashSet<>();
        var unused = way.apply((height, position, target, offset) -> {
            if (knownEdge(height, position) == null) {
                needed.add(tileOf(height, position));
            }
        });
        needed.removeAll(read.keySet());
        readAll(new ArrayList<>(needed));
        return way.apply(this::copySubtree);
    }

    private void readAll(List<TilePath> tiles) {
        if (tiles.isEmpty()) {
            return;
        }
        List<byte[]> found = source.readAll(tiles);
        for (int i = 0; i < tiles.size(); i++) {
            read.put(tiles.get(i), requireWhole(tiles.get(i), found.get(i)));
        }
    }

    /** The right edge, if it is known and a subtree is one of its. */
    private @Nullable CompactRange knownEdge(int height, long position) {
        boolean isOfEdge = (size >>> height & 1) == 1 && position == (size >>> height) - 1;
        return isOfEdge ? edge : null;
    }

    /** Takes a subtree from the right edge, or folds the part of a tile that lies below it. */
    private void copySubtree(int height, long position, byte[] target, int offset) {
        CompactRange known = knownEdge(height, position);
        if (known != null) {
            System.arraycopy(known.packed(), known.offset(height), target, offset, Hash.LENGTH);
            return;
        }
        int above = height % TilePath.HEIGHT;
        int first = (int) (position << above) & (TilePath.FULL_WIDTH - 1);
        int from = first * Hash.LENGTH;
        byte[] tile = Objects.requireNonNull(read.get(tileOf(height, position)), "a tile of the way");
        byte[] nodes = Arrays.copyOfRange(tile, from, from + (Hash.LENGTH << above));
        LogHasher.ofThread().fold(nodes, 1 << above);
        System.arraycopy(nodes, 0, target, offset, Hash.LENGTH);
    }

    /** The tile that a subtree is folded from, or is in. */
    private TilePath tileOf(int height, long position) {
        int level = height / TilePath.HEIGHT;
        long index = position >>> (TilePath.HEIGHT - height % TilePath.HEIGHT);
        return TilePath.hashes(level, index, TileLayout.width(level, index, size));
    }

    private static byte[] requireWhole(TilePath tile, byte[] hashes) {
        if (hashes.length != tile.byteLength()) {
            throw new LogVerificationException(
                    Reason.MALFORMED_TILE, tile + " has " + tile.byteLength() + " bytes, not " + hashes.length);
        }
        return hashes;
    }
}
