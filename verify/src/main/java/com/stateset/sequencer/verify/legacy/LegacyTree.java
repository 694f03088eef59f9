package com.stateset.sequencer.verify.legacy;

import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.OptionalInt;

/**
 * The tree over the unsigned events of the original.
 *
 * <pre>
 *   leaf = SHA-256("STATESET_COMMITMENT_LEAF_V1" || UUID(tenant) || UUID(store) || U64(sequence_number) || payload_hash
 *                  || STR(entity_type) || STR(entity_id))
 *   node = SHA-256(left || right)                          no prefix, no padding: a node without a sibling moves up as it is
 * </pre>
 *
 * <p><b>Why a path is followed without the count of leaves.</b> Where a node moves up, the path has no hash, so the bits of the index alone do
 * not say on which side each sibling stands. The length of the path says the rest. A node moves up only where it is the last of its level,
 * and then it is the last of each level above, too: so up to some level {@code t} every level has a sibling, and from there on only those
 * where the node is a right child, a set bit of the index. The path has {@code t + bitCount(index >>> t)} hashes, which grows with
 * {@code t} or stays the same, and where it stays the same so do the sides. One length is therefore one list of sides. The list of
 * directions in a proof is not needed, and servers have written wrong ones for such leaves.
 *
 * <p>Nothing in the tree tells leaves and inner nodes apart, and the count of leaves is not in the root.
 */
final class LegacyTree {

    /** A tree of more levels than this has more leaves than there are numbers. */
    static final int MAX_PATH_LENGTH = 63;

    private static final Domain LEAF = Domain.of("STATESET_COMMITMENT_LEAF_V1");

    private LegacyTree() {}

    static Hash leaf(LegacyEvent event) {
        return new DomainHasher()
                .begin(LEAF)
                .uuid(event.tenantId())
                .uuid(event.storeId())
                .u64(event.sequenceNumber())
                .hash(event.payloadHash())
                .string(event.entityType())
                .string(event.entityId())
                .finish();
    }

    /** Returns up to which level each has a sibling, for a path of this length from this index; nothing if there is no such path. */
    static OptionalInt fullLevels(long index, int pathLength) {
        if (index >= 0 && pathLength <= MAX_PATH_LENGTH) {
            for (int level = 0; level <= pathLength; level++) {
                if (level + Long.bitCount(index >>> level) == pathLength) {
                    return OptionalInt.of(level);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** Returns how long the path is from an index of a tree of so many leaves, {@code 0 <= index < count}. */
    static int pathLength(long index, long count) {
        int length = 0;
        long position = index;
        for (long width = count; width > 1; width = width / 2 + width % 2) {
            boolean movesUp = position == width - 1 && width % 2 == 1;
            length += movesUp ? 0 : 1;
            position /= 2;
        }
        return length;
    }

    /**
     * Follows a path to its root.
     *
     * @param fullLevels what {@link #fullLevels} says of it
     */
    static Hash root(Hash leaf, long index, List<Hash> path, int fullLevels) {
        DomainHasher hasher = new DomainHasher();
        Hash node = leaf;
        int level = 0;
        for (Hash sibling : path) {
            while (level >= fullLevels && !isRightChild(index, level)) {
                level++;
            }
            hasher.begin();
            node = isRightChild(index, level)
                    ? hasher.hash(sibling).hash(node).finish()
                    : hasher.hash(node).hash(sibling).finish();
            level++;
        }
        return node;
    }

    private static boolean isRightChild(long index, int level) {
        return (index >>> level & 1) != 0;
    }
}
