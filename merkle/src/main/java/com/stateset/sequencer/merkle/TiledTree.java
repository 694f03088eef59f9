package com.stateset.sequencer.merkle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The shape of a tree that is stored in tiles, and the way from a few of them to a proof: three rows instead of a million
 * leaves.
 *
 * <pre>
 *   height 16 .. 20    tile 2/0                       the root itself is in no tile,
 *                        │                            but for a tree of one leaf
 *   height  8 .. 15    tile 1/0   tile 1/1   …        256 nodes of height 8 each
 *                        │
 *   height  0 ..  7    tile 0/0   tile 0/1   …        256 leaves each
 * </pre>
 *
 * <p>What is between two levels is computed anew, at most 255 hashes per tile; padding is not stored. {@link
 * TiledTreeBuilder} makes the tiles.
 *
 * <pre>{@code
 * TiledTree tree = new TiledTree(commitment.leafCount());
 * List<Tile> tiles = readRows(tree.tilesFor(leafIndex));
 * InclusionProof proof = tree.proof(leafIndex, tiles);
 * proof.verify(tree.leaf(leafIndex, tiles), commitment.merkleRoot());
 * }</pre>
 *
 * <p>The last line is needed before anyone is given the proof: tiles of the right length may still hold wrong bytes.
 * Immutable; thread-safe.
 *
 * @param leafCount the tree's leaves, without padding
 */
public record TiledTree(long leafCount) {

    /**
     * Checks the number of leaves.
     *
     * @throws IllegalArgumentException if it is not 1 to {@link MerkleTree#MAX_LEAVES}
     */
    public TiledTree {
        TreeShape.requireLeafCount(leafCount);
    }

    /**
     * Returns the tiles that a proof for the leaf at {@code leafIndex} takes, bottom-up: one to three.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     */
    public List<TileId> tilesFor(long leafIndex) {
        Objects.checkIndex(leafIndex, leafCount);
        int levels = Math.max(1, (depth() + Tile.HEIGHT - 1) / Tile.HEIGHT);
        return IntStream.range(0, levels)
                .mapToObj(level -> new TileId(level, leafIndex >>> ((level + 1) * Tile.HEIGHT)))
                .toList();
    }

    /**
     * Computes a proof from the tiles that {@link #tilesFor} names, given in any order; others among them are not looked
     * at. It proves something only once it has been verified against leaf and root.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     * @throws InvalidTileException if one of these tiles is missing, or has another size than it has in this tree
     */
    public InclusionProof proof(long leafIndex, Collection<Tile> tiles) {
        List<Hash> path = new ArrayList<>(depth());
        for (TileId id : tilesFor(leafIndex)) {
            climb(find(id, tiles), leafIndex, path);
        }
        return new InclusionProof(leafIndex, leafCount, path);
    }

    /**
     * Returns the leaf at {@code leafIndex}, out of the first of the tiles that {@link #tilesFor} names. As with the proof,
     * whether it is the right one only a root can tell.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     * @throws InvalidTileException if that tile is missing, or has another size than it has in this tree
     */
    public Hash leaf(long leafIndex, Collection<Tile> tiles) {
        Tile tile = find(tilesFor(leafIndex).get(0), tiles);
        return TreeShape.hashAt(tile.toByteArray(), (int) (leafIndex % Tile.MAX_SIZE));
    }

    /** Adds the siblings on the way from one level to the next, or to the root. */
    private void climb(Tile tile, long leafIndex, List<Hash> path) {
        NodeHasher hasher = NodeHasher.ofThread();
        byte[] nodes = tile.toByteArray();
        int count = tile.size();
        int bottom = tile.id().level() * Tile.HEIGHT;
        int top = Math.min(bottom + Tile.HEIGHT, depth());
        int position = (int) (leafIndex >>> bottom) % Tile.MAX_SIZE;
        for (int height = bottom; height < top; height++) {
            path.add(Padding.nodeOrPadding(nodes, count, height, position ^ 1));
            count = hasher.parents(nodes, count, Padding.root(height));
            position /= 2;
        }
    }

    private Tile find(TileId id, Collection<Tile> tiles) {
        for (Tile tile : tiles) {
            if (tile.id().equals(id)) {
                return requireSize(tile);
            }
        }
        throw new InvalidTileException("tile " + id + " of a tree of " + leafCount + " leaves is missing");
    }

    private Tile requireSize(Tile tile) {
        int nodes = TreeShape.nodes((int) leafCount, tile.id().level() * Tile.HEIGHT);
        long size = Math.min(Tile.MAX_SIZE, nodes - tile.id().index() * Tile.MAX_SIZE);
        if (tile.size() != size) {
            throw new InvalidTileException("tile " + tile.id() + " of a tree of " + leafCount + " leaves has " + size
                    + " hashes, not " + tile.size());
        }
        return tile;
    }

    private int depth() {
        return TreeShape.depth(leafCount);
    }
}
