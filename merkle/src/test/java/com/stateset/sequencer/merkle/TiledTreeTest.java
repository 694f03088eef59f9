package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TiledTreeTest {

    private static final int[] EDGES = {1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_793};

    private final Random random = Samples.random();

    @Test
    void tiles_hold_the_nodes_above_real_leaves_and_nothing_else() {
        IntStream.concat(IntStream.of(EDGES), random.ints(Samples.times(3), 1, 80_000))
                .forEach(count -> {
                    List<Hash> leaves = Samples.leaves(random, count);
                    ReferenceTree reference = new ReferenceTree(leaves);
                    Map<TileId, List<Hash>> expected = new HashMap<>();
                    for (int level = 0; level == 0 || 1 << (8 * level) < reference.size(); level++) {
                        int nodes = (count + (1 << (8 * level)) - 1) >> (8 * level);
                        for (int position = 0; position < nodes; position++) {
                            expected.computeIfAbsent(new TileId(level, position / 256), id -> new ArrayList<>())
                                    .add(reference.node(8 * level, position));
                        }
                    }
                    Map<TileId, List<Hash>> actual = new HashMap<>();
                    tiles(leaves).forEach(tile -> actual.put(tile.id(), Samples.unpack(tile.toByteArray())));
                    assertThat(actual.equals(expected))
                            .as("tiles of %d leaves", count)
                            .isTrue();
                });
    }

    @Test
    void one_to_three_tiles_give_the_proof_that_the_whole_tree_gives() {
        IntStream.concat(IntStream.of(EDGES), random.ints(Samples.times(20), 1, 100_000))
                .forEach(count -> {
                    byte[] leaves = Samples.packedLeaves(random, count);
                    MerkleTree tree = MerkleTree.ofPacked(leaves);
                    Map<TileId, Tile> stored = byId(tiles(Samples.unpack(leaves)));
                    IntStream.concat(IntStream.of(0, count - 1, count / 2), random.ints(5, 0, count))
                            .forEach(index -> assertProof(tree, stored, index));
                });
    }

    @Test
    void every_index_of_every_small_tree_has_its_proof() {
        for (int count = 1; count <= 300; count += count < 20 ? 1 : 40) {
            List<Hash> leaves = Samples.leaves(random, count);
            MerkleTree tree = MerkleTree.of(leaves);
            Map<TileId, Tile> stored = byId(tiles(leaves));
            for (int index = 0; index < count; index++) {
                assertProof(tree, stored, index);
            }
        }
    }

    @Test
    void the_largest_tree_takes_three_tiles_for_a_proof() {
        byte[] leaves = Samples.packedLeaves(random, MerkleTree.MAX_LEAVES);
        MerkleTree tree = MerkleTree.ofPacked(leaves);
        Map<TileId, Tile> stored = new HashMap<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> stored.put(tile.id(), tile));
        builder.add(leaves, 0, MerkleTree.MAX_LEAVES);

        assertThat(builder.finish()).isEqualTo(tree.root());
        assertThat(stored).hasSize(4096 + 16 + 1);
        assertThat(stored.get(new TileId(2, 0)).size()).isEqualTo(16);
        assertThat(new TiledTree(MerkleTree.MAX_LEAVES).tilesFor(700_000))
                .containsExactly(new TileId(0, 2734), new TileId(1, 10), new TileId(2, 0));
        for (int index : new int[] {0, 700_000, MerkleTree.MAX_LEAVES - 1}) {
            assertProof(tree, stored, index);
        }
    }

    @Test
    void tiles_come_in_order_as_soon_as_they_are_full() {
        List<TileId> handedOver = new ArrayList<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> handedOver.add(tile.id()));
        builder.add(Samples.packedLeaves(random, 255), 0, 255);
        assertThat(handedOver).isEmpty();
        builder.add(Hash.ZERO);
        assertThat(handedOver).containsExactly(new TileId(0, 0));
        builder.add(Samples.packedLeaves(random, 300), 0, 300);
        assertThat(handedOver).containsExactly(new TileId(0, 0), new TileId(0, 1));
        builder.finish();
        assertThat(handedOver).containsExactly(new TileId(0, 0), new TileId(0, 1), new TileId(0, 2), new TileId(1, 0));
    }

    @Test
    void a_finished_tree_takes_no_more_leaves() {
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> {});
        assertThatIllegalStateException()
                .isThrownBy(builder::finish)
                .withMessage("a Merkle tree has at least one leaf");
        builder.add(Hash.ZERO);
        builder.finish();
        String message = "the tree is finished, or the consumer of its tiles has failed";
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.add(Hash.ZERO))
                .withMessage(message);
        assertThatIllegalStateException().isThrownBy(builder::finish).withMessage(message);
    }

    @Test
    void a_builder_takes_no_more_leaves_than_a_tree_has() {
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> {});
        builder.add(new byte[MerkleTree.MAX_LEAVES * Hash.LENGTH], 0, MerkleTree.MAX_LEAVES);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.add(Hash.ZERO))
                .withMessage("a Merkle tree has at most 1048576 leaves, not 1048577");
    }

    @Test
    void a_builder_whose_consumer_failed_takes_nothing_more() {
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> {
            throw new UnsupportedOperationException("disk full");
        });
        byte[] leaves = Samples.packedLeaves(random, 256);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> builder.add(leaves, 0, 256));
        assertThatIllegalStateException().isThrownBy(() -> builder.add(Hash.ZERO));
        assertThatIllegalStateException().isThrownBy(builder::finish);
    }

    @Test
    void a_tile_that_is_missing_or_has_another_length_is_named() {
        Map<TileId, Tile> stored = byId(tiles(Samples.leaves(random, 1000)));
        TiledTree tree = new TiledTree(1000);
        Tile leaves = stored.get(new TileId(0, 3));
        Tile top = stored.get(new TileId(1, 0));
        assertInvalid(tree, List.of(leaves), "tile 1/0 of a tree of 1000 leaves is missing");
        assertInvalid(tree, List.of(), "tile 0/3 of a tree of 1000 leaves is missing");
        assertThatExceptionOfType(InvalidTileException.class)
                .isThrownBy(() -> tree.leaf(900, List.of(top)))
                .withMessage("tile 0/3 of a tree of 1000 leaves is missing");
        assertInvalid(tree, List.of(leaves, cut(top)), "tile 1/0 of a tree of 1000 leaves has 4 hashes, not 3");
        assertInvalid(
                tree,
                List.of(Tile.of(leaves.id(), new byte[256 * 32]), top),
                "tile 0/3 of a tree of 1000 leaves has 232 hashes, not 256");
        assertInvalid(
                new TiledTree(999), List.of(leaves, top), "tile 0/3 of a tree of 999 leaves has 231 hashes, not 232");
    }

    @Test
    void a_tile_with_wrong_bytes_gives_a_proof_that_does_not_verify() {
        List<Hash> leaves = Samples.leaves(random, 1000);
        Hash root = MerkleTree.of(leaves).root();
        Map<TileId, Tile> stored = byId(tiles(leaves));
        TiledTree tree = new TiledTree(1000);
        byte[] bytes = stored.get(new TileId(0, 3)).toByteArray();
        bytes[200 * Hash.LENGTH] ^= 1;
        stored.put(new TileId(0, 3), Tile.of(new TileId(0, 3), bytes));
        InclusionProof proof = tree.proof(900, stored.values());
        assertThatExceptionOfType(InvalidProofException.class)
                .isThrownBy(() -> proof.verify(tree.leaf(900, stored.values()), root))
                .withMessageStartingWith("the path leads to root ");
    }

    @Test
    void a_tile_is_1_to_256_hashes_at_a_place_that_exists() {
        TileId id = new TileId(2, 0);
        for (int length : new int[] {0, 31, 33, 257 * 32}) {
            assertThatExceptionOfType(InvalidTileException.class)
                    .isThrownBy(() -> Tile.of(id, new byte[length]))
                    .withMessage("tile 2/0 has " + length + " bytes, not 1 to 256 hashes of 32");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new TileId(3, 0)).withMessage("no tree has a tile 3/0");
        assertThatIllegalArgumentException().isThrownBy(() -> new TileId(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TileId(0, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TiledTree(0))
                .withMessage("a Merkle tree has 1 to 1048576 leaves, not 0");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> new TiledTree(5).tilesFor(5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> new TiledTree(5).tilesFor(-1));
    }

    @Test
    void tiles_are_values() {
        byte[] bytes = Samples.packedLeaves(random, 2);
        Tile tile = Tile.of(new TileId(0, 7), bytes);
        Tile same = Tile.of(new TileId(0, 7), bytes);
        assertThat(tile).isEqualTo(same).hasSameHashCodeAs(same).hasToString("tile 0/7 of 2");
        bytes[0]++;
        tile.toByteArray()[1]++;
        assertThat(tile).isEqualTo(same).isNotEqualTo(Tile.of(new TileId(0, 7), bytes));
        assertThat(tile).isNotEqualTo(Tile.of(new TileId(0, 8), same.toByteArray()));
    }

    private void assertProof(MerkleTree tree, Map<TileId, Tile> stored, int index) {
        TiledTree tiled = new TiledTree(tree.leafCount());
        List<TileId> ids = tiled.tilesFor(index);
        assertThat(ids).hasSizeBetween(1, 3);
        List<Tile> tiles = new ArrayList<>(ids.stream().map(stored::get).toList());
        Collections.shuffle(tiles, random);
        InclusionProof proof = tiled.proof(index, tiles);
        assertThat(proof).isEqualTo(tree.proof(index));
        proof.verify(tiled.leaf(index, tiles), tree.root());
    }

    private static void assertInvalid(TiledTree tree, List<Tile> tiles, String message) {
        assertThatExceptionOfType(InvalidTileException.class)
                .isThrownBy(() -> tree.proof(900, tiles))
                .withMessage(message);
    }

    private static Tile cut(Tile tile) {
        byte[] bytes = tile.toByteArray();
        return Tile.of(tile.id(), Arrays.copyOf(bytes, bytes.length - Hash.LENGTH));
    }

    private static List<Tile> tiles(List<Hash> leaves) {
        List<Tile> tiles = new ArrayList<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(tiles::add);
        leaves.forEach(builder::add);
        builder.finish();
        return tiles;
    }

    private static Map<TileId, Tile> byId(List<Tile> tiles) {
        Map<TileId, Tile> byId = new HashMap<>();
        tiles.forEach(tile -> assertThat(byId.put(tile.id(), tile)).isNull());
        return byId;
    }
}
