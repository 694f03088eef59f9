package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleRootBuilderTest {

    private final Random random = Samples.random();

    @Test
    void every_small_size_has_the_root_of_the_reference() {
        byte[] leaves = Samples.packedLeaves(random, 300);
        MerkleRootBuilder growing = new MerkleRootBuilder();
        for (int count = 1; count <= 300; count++) {
            List<Hash> some = Samples.unpack(leaves).subList(0, count);
            ReferenceTree reference = new ReferenceTree(some);
            MerkleTree tree = MerkleTree.of(some);
            growing.add(some.get(count - 1));

            assertThat(tree.root()).as("%d leaves", count).isEqualTo(reference.root());
            assertThat(growing.root()).as("%d leaves, growing", count).isEqualTo(reference.root());
            assertThat(tiledRoot(some)).as("%d leaves, tiled", count).isEqualTo(reference.root());
            assertThat(tree.leafCount()).isEqualTo(growing.leafCount()).isEqualTo(count);
            assertThat(tree.paddedLeafCount()).isEqualTo(reference.size()).isEqualTo(1L << tree.depth());
        }
    }

    @Test
    void every_proof_is_the_path_of_the_reference_and_verifies() {
        for (int count : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 33, 64, 100}) {
            List<Hash> leaves = Samples.leaves(random, count);
            ReferenceTree reference = new ReferenceTree(leaves);
            MerkleTree tree = MerkleTree.of(leaves);
            for (int index = 0; index < count; index++) {
                InclusionProof proof = tree.proof(index);
                assertThat(proof).isEqualTo(new InclusionProof(index, count, reference.path(index)));
                proof.verify(leaves.get(index), reference.root());
                assertThat(InclusionProof.root(leaves.get(index), index, proof.path()))
                        .isEqualTo(reference.root());
            }
        }
    }

    @Test
    void larger_sizes_are_built_in_pieces_and_still_agree() {
        int[] edges = {1023, 1024, 1025, 2047, 2048, 2049, 65_535, 65_536, 65_537};
        IntStream any = random.ints(Samples.times(4), 301, 100_000);
        IntStream.concat(IntStream.of(edges), any).forEach(count -> {
            List<Hash> leaves = Samples.leaves(random, count);
            Hash expected = new ReferenceTree(leaves).root();
            MerkleTree tree = MerkleTree.of(leaves);
            MerkleRootBuilder streaming = new MerkleRootBuilder();
            leaves.forEach(streaming::add);

            assertThat(tree.root()).as("%d leaves", count).isEqualTo(expected);
            assertThat(streaming.root()).as("%d leaves, streaming", count).isEqualTo(expected);
            assertThat(tiledRoot(leaves)).as("%d leaves, tiled", count).isEqualTo(expected);
            for (int index : new int[] {0, random.nextInt(count), count - 1}) {
                tree.proof(index).verify(leaves.get(index), expected);
            }
        });
    }

    @Test
    void the_largest_tree_is_equal_in_memory_streamed_and_tiled() {
        byte[] leaves = Samples.packedLeaves(random, MerkleTree.MAX_LEAVES);
        MerkleRootBuilder streaming = new MerkleRootBuilder();
        streaming.add(leaves, 0, MerkleTree.MAX_LEAVES);
        TiledTreeBuilder tiled = new TiledTreeBuilder(tile -> {});
        tiled.add(leaves, 0, MerkleTree.MAX_LEAVES);
        Hash root = streaming.root();

        MerkleTree tree = MerkleTree.ofPacked(leaves);
        assertThat(tree.root()).isEqualTo(root);
        assertThat(tree.depth()).isEqualTo(20);
        assertThat(tree.paddedLeafCount()).isEqualTo(tree.leafCount()).isEqualTo(1 << 20);
        assertThat(tiled.finish()).isEqualTo(root);
        assertThat(rootInPoolOf(1, leaves)).isEqualTo(root);
        assertThat(rootInPoolOf(7, leaves)).isEqualTo(root);
        int index = random.nextInt(MerkleTree.MAX_LEAVES);
        tree.proof(index).verify(TreeShape.hashAt(leaves, index), root);
    }

    @Test
    void packed_leaves_may_come_in_slices_of_any_size() {
        byte[] leaves = Samples.packedLeaves(random, 3000);
        Hash expected = MerkleTree.ofPacked(leaves).root();
        MerkleRootBuilder streaming = new MerkleRootBuilder();
        TiledTreeBuilder tiled = new TiledTreeBuilder(tile -> {});
        for (int taken = 0; taken < 3000; ) {
            int slice = Math.min(random.nextInt(600), 3000 - taken);
            streaming.add(leaves, taken * Hash.LENGTH, slice);
            tiled.add(leaves, taken * Hash.LENGTH, slice);
            taken += slice;
        }
        assertThat(streaming.root()).isEqualTo(expected).isEqualTo(streaming.root());
        assertThat(tiled.leafCount()).isEqualTo(3000);
        assertThat(tiled.finish()).isEqualTo(expected);
    }

    private static Hash rootInPoolOf(int threads, byte[] leaves) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> MerkleTree.ofPacked(leaves).root()).join();
        } finally {
            pool.shutdown();
        }
    }

    private static Hash tiledRoot(List<Hash> leaves) {
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> {});
        leaves.forEach(builder::add);
        return builder.finish();
    }
}
