package com.stateset.sequencer.merkle;

import static com.stateset.sequencer.merkle.ProofProblem.Reason.LEAF_COUNT;
import static com.stateset.sequencer.merkle.ProofProblem.Reason.LEAF_INDEX;
import static com.stateset.sequencer.merkle.ProofProblem.Reason.PATH_LENGTH;
import static com.stateset.sequencer.merkle.ProofProblem.Reason.ROOT_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.merkle.ProofProblem.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InclusionProofTest {

    private final Random random = Samples.random();

    @Test
    void a_proof_holds_for_its_own_index_and_no_other() {
        for (int count : new int[] {2, 3, 5, 8, 13, 100}) {
            List<Hash> leaves = Samples.leaves(random, count);
            MerkleTree tree = MerkleTree.of(leaves);
            for (int index = 0; index < count; index++) {
                List<Hash> path = tree.proof(index).path();
                for (int other = -1; other <= tree.paddedLeafCount(); other++) {
                    InclusionProof moved = new InclusionProof(other, count, path);
                    if (other == index) {
                        assertThat(moved.check(leaves.get(index), tree.root())).isEmpty();
                    } else {
                        boolean isLeaf = other >= 0 && other < count;
                        assertRefused(moved, leaves.get(index), tree.root(), isLeaf ? ROOT_MISMATCH : LEAF_INDEX);
                    }
                }
            }
        }
    }

    @Test
    void a_wrong_leaf_count_is_refused_unless_the_path_is_the_same() {
        List<Hash> leaves = Samples.leaves(random, 5);
        MerkleTree tree = MerkleTree.of(leaves);
        InclusionProof proof = tree.proof(4);
        assertRefused(withCount(proof, 4), leaves.get(4), tree.root(), LEAF_INDEX);
        assertRefused(withCount(proof, 9), leaves.get(4), tree.root(), PATH_LENGTH);
        assertRefused(withCount(tree.proof(0), 4), leaves.get(0), tree.root(), PATH_LENGTH);
        assertRefused(withCount(proof, 0), leaves.get(4), tree.root(), LEAF_COUNT);
        assertRefused(withCount(proof, -5), leaves.get(4), tree.root(), LEAF_COUNT);
        assertRefused(withCount(proof, Long.MAX_VALUE), leaves.get(4), tree.root(), PATH_LENGTH);
        // 5 to 8 leaves have the same paths: how many of them are padding is for the state root to say.
        assertThat(withCount(proof, 6).check(leaves.get(4), tree.root())).isEmpty();
    }

    @Test
    void a_path_cut_or_lengthened_is_refused_for_its_length() {
        List<Hash> leaves = Samples.leaves(random, 100);
        MerkleTree tree = MerkleTree.of(leaves);
        List<Hash> path = tree.proof(63).path();
        List<Hash> longer = new ArrayList<>(path);
        longer.add(Samples.hash(random));
        for (List<Hash> wrong : List.of(path.subList(0, 6), path.subList(1, 7), longer, List.<Hash>of())) {
            assertRefused(new InclusionProof(63, 100, wrong), leaves.get(63), tree.root(), PATH_LENGTH);
        }
    }

    @Test
    void a_node_does_not_pass_for_a_leaf() {
        List<Hash> leaves = Samples.leaves(random, 8);
        MerkleTree tree = MerkleTree.of(leaves);
        Hash node = ReferenceTree.sha256("VES_NODE_V1", leaves.get(2), leaves.get(3));
        List<Hash> upper = tree.proof(2).path().subList(1, 3);
        assertRefused(new InclusionProof(1, 8, upper), node, tree.root(), PATH_LENGTH);
        assertThat(InclusionProof.checkWithoutLeafCount(node, 1, upper, tree.root()))
                .as("without a leaf count it is a node of the tree, and no more is promised")
                .isEmpty();
    }

    @Test
    void any_changed_hash_leads_to_another_root() {
        List<Hash> leaves = Samples.leaves(random, 77);
        MerkleTree tree = MerkleTree.of(leaves);
        InclusionProof proof = tree.proof(40);
        Hash leaf = leaves.get(40);
        assertRefused(proof, leaves.get(41), tree.root(), ROOT_MISMATCH);
        assertRefused(proof, flipped(leaf), tree.root(), ROOT_MISMATCH);
        assertRefused(proof, leaf, flipped(tree.root()), ROOT_MISMATCH);
        for (int i = 0; i < proof.path().size(); i++) {
            List<Hash> changed = new ArrayList<>(proof.path());
            changed.set(i, flipped(changed.get(i)));
            assertRefused(new InclusionProof(40, 77, changed), leaf, tree.root(), ROOT_MISMATCH);
            List<Hash> swapped = new ArrayList<>(proof.path());
            Collections.swap(swapped, i, (i + 1) % swapped.size());
            assertRefused(new InclusionProof(40, 77, swapped), leaf, tree.root(), ROOT_MISMATCH);
        }
    }

    @Test
    void the_problem_is_one_sentence_with_the_values_that_do_not_fit() {
        List<Hash> two = List.of(Hash.ZERO, Hash.ZERO);
        assertProblem(new InclusionProof(0, 0, two), LEAF_COUNT, "a tree has at least one leaf, not 0");
        assertProblem(new InclusionProof(5, 5, two), LEAF_INDEX, "a tree of 5 leaves has no leaf at index 5");
        assertProblem(new InclusionProof(4, 5, two), PATH_LENGTH, "a path in a tree of 5 leaves has 3 hashes, not 2");
        assertProblem(
                new InclusionProof(0, 1, List.of()),
                ROOT_MISMATCH,
                "the path leads to root " + Hash.ZERO + ", not to " + flipped(Hash.ZERO));
    }

    @Test
    void without_a_leaf_count_the_path_must_still_come_from_the_index() {
        List<Hash> leaves = Samples.leaves(random, 8);
        MerkleTree tree = MerkleTree.of(leaves);
        List<Hash> path = tree.proof(6).path();
        assertThat(InclusionProof.checkWithoutLeafCount(leaves.get(6), 6, path, tree.root()))
                .isEmpty();
        assertThat(InclusionProof.checkWithoutLeafCount(leaves.get(6), 7, path, tree.root()))
                .hasValueSatisfying(problem -> assertThat(problem.reason()).isEqualTo(ROOT_MISMATCH));
        for (long index : new long[] {-1, 8, 14, 1L << 32, Long.MAX_VALUE}) {
            String message = "a path of 3 hashes does not come from index " + index;
            assertThat(InclusionProof.checkWithoutLeafCount(leaves.get(6), index, path, tree.root()))
                    .contains(new ProofProblem(LEAF_INDEX, message));
            assertThatExceptionOfType(InvalidProofException.class)
                    .isThrownBy(() -> InclusionProof.root(leaves.get(6), index, path))
                    .withMessage(message);
        }
    }

    @Test
    void without_a_leaf_count_a_path_has_at_most_64_hashes() {
        List<Hash> longest = Samples.leaves(random, 64);
        Hash expected = Hash.ZERO;
        for (Hash sibling : longest.subList(0, 63)) {
            expected = ReferenceTree.sha256("VES_NODE_V1", sibling, expected);
        }
        expected = ReferenceTree.sha256("VES_NODE_V1", expected, longest.get(63));
        assertThat(InclusionProof.root(Hash.ZERO, Long.MAX_VALUE, longest)).isEqualTo(expected);
        assertThatExceptionOfType(InvalidProofException.class)
                .isThrownBy(() -> InclusionProof.root(Hash.ZERO, 0, Samples.leaves(random, 65)))
                .withMessage("a path has at most 64 hashes, not 65")
                .extracting(InvalidProofException::reason)
                .isEqualTo(PATH_LENGTH);
    }

    @Test
    void directions_say_where_each_sibling_stands() {
        InclusionProof proof = new InclusionProof(0b0110, 16, Samples.leaves(random, 4));
        assertThat(proof.directions()).containsExactly(true, false, false, true);
        assertThat(new InclusionProof(-1, 1, Samples.leaves(random, 70)).directions())
                .hasSize(70);
    }

    private static InclusionProof withCount(InclusionProof proof, long leafCount) {
        return new InclusionProof(proof.leafIndex(), leafCount, proof.path());
    }

    private static Hash flipped(Hash hash) {
        byte[] bytes = hash.toByteArray();
        bytes[17] ^= 4;
        return Hash.of(bytes);
    }

    private static void assertRefused(InclusionProof proof, Hash leaf, Hash root, Reason reason) {
        ProofProblem problem = proof.check(leaf, root).orElseThrow();
        assertThat(problem.reason()).isEqualTo(reason);
        assertThatExceptionOfType(InvalidProofException.class)
                .isThrownBy(() -> proof.verify(leaf, root))
                .withMessage(problem.message())
                .extracting(InvalidProofException::reason)
                .isEqualTo(reason);
    }

    private static void assertProblem(InclusionProof proof, Reason reason, String message) {
        assertThat(proof.check(Hash.ZERO, flipped(Hash.ZERO)))
                .contains(new ProofProblem(reason, message))
                .hasValueSatisfying(problem -> assertThat(problem).hasToString(message));
    }
}
