package com.stateset.sequencer.merkle;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Hashes two children into their parent, {@code H("VES_NODE_V1" || left || right)}, from packed array to packed array and
 * without allocating. Source and target may be the same array: a message is gathered before its hash is written.
 *
 * <p>Not thread-safe.
 */
final class NodeHasher {

    private static final ThreadLocal<NodeHasher> OF_THREAD = ThreadLocal.withInitial(NodeHasher::new);

    private static final int LEFT = Domain.NODE.prefix().length;
    private static final int RIGHT = LEFT + Hash.LENGTH;

    private final MessageDigest digest = DomainHasher.sha256();
    private final byte[] message = new byte[RIGHT + Hash.LENGTH];

    NodeHasher() {
        System.arraycopy(Domain.NODE.prefix(), 0, message, 0, LEFT);
    }

    /** Returns the hasher of the calling thread, for use within one method that calls no foreign code. */
    static NodeHasher ofThread() {
        return OF_THREAD.get();
    }

    /** Hashes two nodes, given by array and byte offset, into 32 bytes of {@code target}. */
    void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] target, int targetAt) {
        System.arraycopy(left, leftAt, message, LEFT, Hash.LENGTH);
        System.arraycopy(right, rightAt, message, RIGHT, Hash.LENGTH);
        digest(target, targetAt);
    }

    /**
     * Makes the parents {@code first} to {@code last - 1} of {@code count} nodes of one height, each at its place in {@code
     * target}. The last parent may have padding for its right child.
     *
     * @param padding the root over nothing but padding at the nodes' height
     */
    void parents(byte[] nodes, int count, byte[] padding, int first, int last, byte[] target) {
        int whole = Math.min(last, count / 2);
        for (int parent = first; parent < whole; parent++) {
            System.arraycopy(nodes, 2 * parent * Hash.LENGTH, message, LEFT, 2 * Hash.LENGTH);
            digest(target, parent * Hash.LENGTH);
        }
        if (whole < last) {
            node(nodes, 2 * whole * Hash.LENGTH, padding, 0, target, whole * Hash.LENGTH);
        }
    }

    /** Makes, in place, the parents of all of {@code count} nodes of one height; returns how many. */
    int parents(byte[] nodes, int count, byte[] padding) {
        int parents = TreeShape.nodes(count, 1);
        parents(nodes, count, padding, 0, parents, nodes);
        return parents;
    }

    private void digest(byte[] target, int targetAt) {
        digest.update(message, 0, message.length);
        try {
            digest.digest(target, targetAt, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not make " + Hash.LENGTH + " bytes", e);
        }
    }
}
