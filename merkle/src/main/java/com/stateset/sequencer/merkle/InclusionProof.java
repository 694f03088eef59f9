package com.stateset.sequencer.merkle;

import com.stateset.sequencer.merkle.ProofProblem.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a leaf stands at one position of a tree of so many leaves, and the sibling hashes, bottom-up, that show it
 * (PROTOCOL section 4).
 *
 * <p>A proof may come from anyone, so any values make one; {@link #check} and {@link #verify} judge it, and look at the
 * position before they look at the root: what is promised is not only that a leaf is in the tree, but where.
 *
 * <p>A path has the same length for all leaf counts that are padded to the same power of two, so a proof can only tell
 * these apart from others; the exact count is what the state root binds ({@link StateRoot}).
 *
 * <p>Immutable; the functions are pure and thread-safe.
 *
 * @param leafIndex the leaf's position, from 0
 * @param leafCount the leaves of the tree, without padding
 * @param path the sibling at each height, that of the leaf first
 */
public record InclusionProof(long leafIndex, long leafCount, List<Hash> path) {

    /** The longest path that can be followed without a leaf count: 64 hashes. */
    public static final int MAX_PATH_LENGTH = 64;

    /** Copies the path. */
    public InclusionProof {
        path = List.copyOf(path);
    }

    /**
     * Returns without a value if {@code leaf} stands at this proof's position in the tree of {@code expectedRoot}.
     *
     * @throws InvalidProofException if that is not proved
     */
    public void verify(Hash leaf, Hash expectedRoot) {
        check(leaf, expectedRoot).ifPresent(problem -> {
            throw new InvalidProofException(problem);
        });
    }

    /** Returns why it is not proved that {@code leaf} stands at this position in the tree of {@code expectedRoot}, or nothing. */
    public Optional<ProofProblem> check(Hash leaf, Hash expectedRoot) {
        ProofProblem problem = shapeProblem();
        return Optional.ofNullable(
                problem != null ? problem : rootProblem(follow(leaf, leafIndex, path), expectedRoot));
    }

    /** For each hash of the path, whether it stands on the right: the sibling of a left child does. */
    public List<Boolean> directions() {
        return IntStream.range(0, path.size())
                .mapToObj(height -> !isRightChild(leafIndex, height))
                .toList();
    }

    /**
     * Follows a path to its root when the tree's leaf count is not known. Weaker than a proof with one: a root that
     * matches says that {@code leaf} is a node of the tree, {@code path.size()} below the root and {@code leafIndex} from
     * the left; not that it is one of the leaves, since their depth is not known.
     *
     * @throws InvalidProofException if the path is longer than {@link #MAX_PATH_LENGTH}, or {@code leafIndex} is negative
     *     or not below {@code 2^path.size()}
     */
    public static Hash root(Hash leaf, long leafIndex, List<Hash> path) {
        ProofProblem problem = reachProblem(leafIndex, path.size());
        if (problem != null) {
            throw new InvalidProofException(problem);
        }
        return follow(leaf, leafIndex, path);
    }

    /**
     * Returns why {@link #root(Hash, long, List)} is not {@code expectedRoot}, or nothing if it is; read there what is proved
     * without a leaf count.
     */
    public static Optional<ProofProblem> checkWithoutLeafCount(
            Hash leaf, long leafIndex, List<Hash> path, Hash expectedRoot) {
        ProofProblem problem = reachProblem(leafIndex, path.size());
        return Optional.ofNullable(
                problem != null ? problem : rootProblem(follow(leaf, leafIndex, path), expectedRoot));
    }

    private @Nullable ProofProblem shapeProblem() {
        if (leafCount < 1) {
            return new ProofProblem(Reason.LEAF_COUNT, "a tree has at least one leaf, not " + leafCount);
        }
        if (leafIndex < 0 || leafIndex >= leafCount) {
            return new ProofProblem(
                    Reason.LEAF_INDEX, "a tree of " + leafCount + " leaves has no leaf at index " + leafIndex);
        }
        int depth = TreeShape.depth(leafCount);
        if (path.size() != depth) {
            return new ProofProblem(
                    Reason.PATH_LENGTH,
                    "a path in a tree of " + leafCount + " leaves has " + depth + " hashes, not " + path.size());
        }
        return null;
    }

    private static @Nullable ProofProblem reachProblem(long leafIndex, int length) {
        if (length > MAX_PATH_LENGTH) {
            return new ProofProblem(
                    Reason.PATH_LENGTH, "a path has at most " + MAX_PATH_LENGTH + " hashes, not " + length);
        }
        if (leafIndex < 0 || (length < Long.SIZE && leafIndex >>> length != 0)) {
            return new ProofProblem(
                    Reason.LEAF_INDEX, "a path of " + length + " hashes does not come from index " + leafIndex);
        }
        return null;
    }

    private static @Nullable ProofProblem rootProblem(Hash root, Hash expected) {
        return root.equals(expected)
                ? null
                : new ProofProblem(Reason.ROOT_MISMATCH, "the path leads to root " + root + ", not to " + expected);
    }

    private static Hash follow(Hash leaf, long leafIndex, List<Hash> path) {
        NodeHasher hasher = NodeHasher.ofThread();
        byte[] node = leaf.toByteArray();
        byte[] sibling = new byte[Hash.LENGTH];
        for (int height = 0; height < path.size(); height++) {
            path.get(height).copyTo(sibling, 0);
            if (isRightChild(leafIndex, height)) {
                hasher.node(sibling, 0, node, 0, node, 0);
            } else {
                hasher.node(node, 0, sibling, 0, node, 0);
            }
        }
        return Hash.wrap(node);
    }

    private static boolean isRightChild(long leafIndex, int height) {
        return height < Long.SIZE && (leafIndex >>> height & 1) != 0;
    }
}
