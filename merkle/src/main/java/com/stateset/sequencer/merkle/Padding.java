package com.stateset.sequencer.merkle;

/** The roots of trees of nothing but padding, one per height, made once: such subtrees are never hashed again. */
final class Padding {

    private static final byte[][] ROOTS = roots();

    private Padding() {}

    /** Returns the shared 32 bytes, not to be changed, of the root over {@code 2^height} padding leaves. */
    static byte[] root(int height) {
        return ROOTS[height];
    }

    /** Returns the node at {@code position} of the {@code count} packed ones at {@code height}; right of them is padding. */
    static Hash nodeOrPadding(byte[] packed, int count, int height, int position) {
        return position < count ? TreeShape.hashAt(packed, position) : Hash.of(root(height));
    }

    private static byte[][] roots() {
        NodeHasher hasher = new NodeHasher();
        byte[][] roots = new byte[TreeShape.depth(TreeShape.MAX_LEAVES)][Hash.LENGTH];
        new DomainHasher().begin(Domain.PAD_LEAF).finish().copyTo(roots[0], 0);
        for (int height = 1; height < roots.length; height++) {
            byte[] child = roots[height - 1];
            hasher.node(child, 0, child, 0, roots[height], 0);
        }
        return roots;
    }
}
