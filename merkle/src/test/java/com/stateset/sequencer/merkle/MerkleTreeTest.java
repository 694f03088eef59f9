package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private final Random random = Samples.random();

    @Test
    void a_tree_of_one_leaf_is_that_leaf() {
        Hash leaf = Samples.hash(random);
        MerkleTree tree = MerkleTree.of(List.of(leaf));
        assertThat(tree.root()).isEqualTo(leaf);
        assertThat(tree.depth()).isZero();
        assertThat(tree.paddedLeafCount()).isOne();
        assertThat(tree.proof(0)).isEqualTo(new InclusionProof(0, 1, List.of()));
    }

    @Test
    void a_tree_has_1_to_2_to_the_20_leaves() {
        String range = "a Merkle tree has 1 to 1048576 leaves, not ";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.of(List.of()))
                .withMessage(range + 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.of(Collections.nCopies(MerkleTree.MAX_LEAVES + 1, Hash.ZERO)))
                .withMessage(range + 1_048_577);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.ofPacked(new byte[0]))
                .withMessage(range + 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.ofPacked(new byte[(MerkleTree.MAX_LEAVES + 1) * Hash.LENGTH]))
                .withMessage(range + 1_048_577);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.ofPacked(new byte[33]))
                .withMessage("packed leaves are 32 bytes each: 33 bytes do not divide");
    }

    @Test
    void there_is_no_proof_of_padding() {
        MerkleTree tree = MerkleTree.of(Samples.leaves(random, 5));
        for (long index : new long[] {-1, 5, 7, 8, Long.MAX_VALUE}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.proof(index));
        }
    }

    @Test
    void neither_a_tree_nor_a_proof_can_be_changed_from_outside() {
        byte[] leaves = Samples.packedLeaves(random, 4);
        MerkleTree tree = MerkleTree.ofPacked(leaves);
        InclusionProof proof = tree.proof(1);
        leaves[0]++;
        assertThat(tree.proof(1)).isEqualTo(proof);

        List<Hash> path = new ArrayList<>(proof.path());
        InclusionProof copy = new InclusionProof(1, 4, path);
        path.clear();
        assertThat(copy).isEqualTo(proof);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> proof.path().add(Hash.ZERO));
    }

    @Test
    void a_root_builder_refuses_no_leaves_too_many_and_bad_slices() {
        MerkleRootBuilder builder = new MerkleRootBuilder();
        assertThatIllegalStateException().isThrownBy(builder::root).withMessage("a Merkle tree has at least one leaf");
        byte[] three = Samples.packedLeaves(random, 3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.add(three, 1, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.add(three, -1, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.add(three, 0, -1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> builder.add(three, 0, Integer.MAX_VALUE));

        builder.add(new byte[MerkleTree.MAX_LEAVES * Hash.LENGTH], 0, MerkleTree.MAX_LEAVES - 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.add(three, 0, 3))
                .withMessage("a Merkle tree has at most 1048576 leaves, not 1048577");
        builder.add(three, Hash.LENGTH, 2);
        assertThatIllegalStateException().isThrownBy(() -> builder.add(Hash.ZERO));
        assertThat(builder.leafCount()).isEqualTo(MerkleTree.MAX_LEAVES);
    }
}
