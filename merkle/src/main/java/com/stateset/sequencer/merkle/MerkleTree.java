package com.stateset.sequencer.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The Merkle tree over the leaves of a commitment (PROTOCOL sections 3 and 4), with all of its nodes in memory: for many
 * proofs out of one tree.
 *
 * <p>The leaves stand in sequence order and are filled up with the padding leaf to the next power of two; a single leaf is
 * its own root. A tree takes some 64 bytes per leaf. For a root alone use {@link MerkleRootBuilder}; for proofs from a
 * tree that is stored elsewhere, {@link TiledTree}.
 *
 * <p>A large tree is built on all cores: on the common pool, or on the pool that runs the {@code ForkJoinTask} in which it
 * is built. Immutable, and so thread-safe.
 */
public final class MerkleTree {

    /** The most leaves a tree can have: 2^20. */
    public static final int MAX_LEAVES = TreeShape.MAX_LEAVES;

    /** A piece of work for one thread is the subtree over 2^10 leaves: it fits into a core's own cache. */
    private static final int PIECE_HEIGHT = 10;

    /** At height h the nodes above at least one real leaf, packed. */
    private final byte[][] levels;

    private final int leafCount;

    private MerkleTree(byte[] ownedLeaves) {
        this.leafCount = ownedLeaves.length / Hash.LENGTH;
        this.levels = new byte[TreeShape.depth(leafCount) + 1][];
        levels[0] = ownedLeaves;
        for (int height = 1; height < levels.length; height++) {
            levels[height] = new byte[nodes(height) * Hash.LENGTH];
        }
        build();
    }

    /**
     * Builds the tree over some leaf hashes.
     *
     * @throws IllegalArgumentException if there are none, or more than {@link #MAX_LEAVES}
     */
    public static MerkleTree of(List<Hash> leaves) {
        byte[] packed = new byte[TreeShape.requireLeafCount(leaves.size()) * Hash.LENGTH];
        int offset = 0;
        for (Hash leaf : leaves) {
            leaf.copyTo(packed, offset);
            offset += Hash.LENGTH;
        }
        return new MerkleTree(packed);
    }

    /**
     * Builds the tree over leaf hashes that stand one behind the other, 32 bytes each. The array is copied.
     *
     * @throws IllegalArgumentException if its length is not that of 1 to {@link #MAX_LEAVES} hashes
     */
    public static MerkleTree ofPacked(byte[] leaves) {
        if (leaves.length % Hash.LENGTH != 0) {
            throw new IllegalArgumentException(
                    "packed leaves are " + Hash.LENGTH + " bytes each: " + leaves.length + " bytes do not divide");
        }
        TreeShape.requireLeafCount(leaves.length / Hash.LENGTH);
        return new MerkleTree(leaves.clone());
    }

    /** Returns the root: {@code merkle_root}. */
    public Hash root() {
        return TreeShape.hashAt(levels[depth()], 0);
    }

    /** Returns the number of leaves without padding, 1 to {@link #MAX_LEAVES}. */
    public long leafCount() {
        return leafCount;
    }

    /** Returns the number of leaves with padding: a power of two. */
    public long paddedLeafCount() {
        return 1L << depth();
    }

    /** Returns the length of every path from a leaf to the root, 0 to 20. */
    public int depth() {
        return levels.length - 1;
    }

    /**
     * Returns the proof that the leaf at {@code index}, counted from 0, stands there.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf; padding has no proofs
     */
    public InclusionProof proof(long index) {
        Objects.checkIndex(index, (long) leafCount);
        List<Hash> path = new ArrayList<>(depth());
        for (int height = 0; height < depth(); height++) {
            int sibling = (int) (index >>> height) ^ 1;
            path.add(Padding.nodeOrPadding(levels[height], nodes(height), height, sibling));
        }
        return new InclusionProof(index, leafCount, path);
    }

    /** First the subtrees of one piece's size, side by side; then the few nodes above them. */
    private void build() {
        int pieces = TreeShape.nodes(leafCount, PIECE_HEIGHT);
        IntStream numbers = IntStream.range(0, pieces);
        (pieces > 1 ? numbers.parallel() : numbers).forEach(this::buildPiece);
        for (int height = PIECE_HEIGHT + 1; height <= depth(); height++) {
            buildParents(height, 0, nodes(height));
        }
    }

    private void buildPiece(int piece) {
        for (int height = 1; height <= Math.min(PIECE_HEIGHT, depth()); height++) {
            int width = 1 << (PIECE_HEIGHT - height);
            int first = piece * width;
            buildParents(height, first, Math.min(first + width, nodes(height)));
        }
    }

    private void buildParents(int height, int first, int last) {
        NodeHasher.ofThread()
                .parents(levels[height - 1], nodes(height - 1), Padding.root(height - 1), first, last, levels[height]);
    }

    private int nodes(int height) {
        return TreeShape.nodes(leafCount, height);
    }
}
