package com.stateset.sequencer.merkle;

/**
 * Computes the root of a Merkle tree (PROTOCOL section 4) from leaves that pass by one after the other, keeping one node
 * per height: some 2 KiB in all for any number of leaves.
 *
 * <pre>{@code
 * MerkleRootBuilder builder = new MerkleRootBuilder();
 * leaves.forEach(builder::add);
 * Hash root = builder.root();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class MerkleRootBuilder {

    private static final int HEIGHTS = TreeShape.depth(MerkleTree.MAX_LEAVES) + 1;

    private final NodeHasher hasher = new NodeHasher();
    private final byte[] carry = new byte[Hash.LENGTH];

    /**
     * At height h the root of a whole subtree that waits for its right neighbour. It is there if bit h of the leaf count is
     * set: adding a leaf adds 1 to a binary number whose carries are hashed.
     */
    private final byte[] waiting = new byte[HEIGHTS * Hash.LENGTH];

    private int leafCount;

    /** Starts a tree without leaves. */
    public MerkleRootBuilder() {}

    /**
     * Adds the next leaf.
     *
     * @throws IllegalStateException if there are {@link MerkleTree#MAX_LEAVES} leaves already
     */
    public void add(Hash leaf) {
        TreeShape.requireRoom(leafCount, 1);
        leaf.copyTo(carry, 0);
        take(carry, 0);
    }

    /**
     * Adds the next {@code count} leaves, which stand one behind the other, 32 bytes each, from byte {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if {@code packed} does not hold so many
     * @throws IllegalStateException if they would be more than {@link MerkleTree#MAX_LEAVES} in all; none is added then
     */
    public void add(byte[] packed, int offset, int count) {
        TreeShape.requireHashes(packed, offset, count);
        TreeShape.requireRoom(leafCount, count);
        for (int i = 0; i < count; i++) {
            take(packed, offset + i * Hash.LENGTH);
        }
    }

    /** Returns the number of leaves so far. */
    public long leafCount() {
        return leafCount;
    }

    /**
     * Returns the root over the leaves so far. More leaves may follow: nothing of the padding is kept.
     *
     * @throws IllegalStateException if there are none
     */
    public Hash root() {
        int depth = TreeShape.depth(TreeShape.requireLeaves(leafCount));
        int last = Integer.numberOfTrailingZeros(leafCount);
        byte[] root = new byte[Hash.LENGTH];
        System.arraycopy(waiting, last * Hash.LENGTH, root, 0, Hash.LENGTH);
        for (int height = last; height < depth; height++) {
            if (height > last && isWaiting(height)) {
                hasher.node(waiting, height * Hash.LENGTH, root, 0, root, 0);
            } else {
                hasher.node(root, 0, Padding.root(height), 0, root, 0);
            }
        }
        return Hash.wrap(root);
    }

    private void take(byte[] leaves, int at) {
        byte[] node = leaves;
        int nodeAt = at;
        int height = 0;
        while (isWaiting(height)) {
            hasher.node(waiting, height * Hash.LENGTH, node, nodeAt, carry, 0);
            node = carry;
            nodeAt = 0;
            height++;
        }
        System.arraycopy(node, nodeAt, waiting, height * Hash.LENGTH, Hash.LENGTH);
        leafCount++;
    }

    private boolean isWaiting(int height) {
        return (leafCount >>> height & 1) != 0;
    }
}
