package com.stateset.sequencer.merkle;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Cuts a Merkle tree into tiles (see {@link TiledTree}) while its leaves pass by, and computes its root. Holds one unfinished
 * tile per level, some 24 KiB for any number of leaves.
 *
 * <pre>{@code
 * TiledTreeBuilder builder = new TiledTreeBuilder(tile -> writeRow(tile.id(), tile.toByteArray()));
 * leaves.forEach(builder::add);
 * Hash root = builder.finish();
 * }</pre>
 *
 * <p>A tile is handed over as soon as it is full, on the thread that adds its last leaf; the unfinished ones when the tree
 * is finished. Within a level tiles come in order, and a tile comes before the one above it. If the consumer throws, the
 * exception goes on to the caller and the builder takes nothing more.
 *
 * <p>Not thread-safe.
 */
public final class TiledTreeBuilder {

    private final Consumer<? super Tile> consumer;
    private final NodeHasher hasher = new NodeHasher();
    private final Level[] levels = new Level[TileId.LEVELS];
    private int leafCount;

    /** Not while the consumer has a tile: if it throws, this stays so. */
    private boolean open = true;

    /** Starts a tree without leaves, whose tiles go to {@code consumer}. */
    public TiledTreeBuilder(Consumer<? super Tile> consumer) {
        this.consumer = Objects.requireNonNull(consumer, "consumer");
        Arrays.setAll(levels, Level::new);
    }

    /**
     * Adds the next leaf.
     *
     * @throws IllegalStateException if there are {@link MerkleTree#MAX_LEAVES} leaves already, the tree is finished, or the
     *     consumer has thrown
     */
    public void add(Hash leaf) {
        add(leaf.toByteArray(), 0, 1);
    }

    /**
     * Adds the next {@code count} leaves, which stand one behind the other, 32 bytes each, from byte {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if {@code packed} does not hold so many
     * @throws IllegalStateException if they would be more than {@link MerkleTree#MAX_LEAVES} in all, the tree is finished,
     *     or the consumer has thrown; none is added then
     */
    public void add(byte[] packed, int offset, int count) {
        TreeShape.requireHashes(packed, offset, count);
        TreeShape.requireRoom(leafCount, count);
        requireOpen();
        for (int added = 0; added < count; ) {
            int fitting = Math.min(count - added, Tile.MAX_SIZE - levels[0].size);
            levels[0].append(packed, offset + added * Hash.LENGTH, fitting);
            added += fitting;
            leafCount += fitting;
            completeIfFull(levels[0]);
        }
    }

    /** Returns the number of leaves so far. */
    public long leafCount() {
        return leafCount;
    }

    /**
     * Hands over the tiles that are not full, and returns the root. No leaves can follow.
     *
     * @throws IllegalStateException if there are no leaves, the tree was finished before, or the consumer has thrown
     */
    public Hash finish() {
        requireOpen();
        int depth = TreeShape.depth(TreeShape.requireLeaves(leafCount));
        Level level = levels[0];
        while (level.size == 0 || level.height + Tile.HEIGHT < depth) {
            if (level.size > 0) {
                complete(level);
            }
            level = levels[level.number + 1];
        }
        if (level.height < depth || level.number == 0) {
            handOver(level);
        }
        open = false;
        return level.fold(depth);
    }

    private void completeIfFull(Level level) {
        if (level.size == Tile.MAX_SIZE) {
            complete(level);
            completeIfFull(levels[level.number + 1]);
        }
    }

    /** Ends a tile, and puts the node above it into the level above. */
    private void complete(Level level) {
        handOver(level);
        Level above = levels[level.number + 1];
        above.append(level.fold(above.height).toByteArray(), 0, 1);
    }

    private void handOver(Level level) {
        open = false;
        consumer.accept(level.nextTile());
        open = true;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the tree is finished, or the consumer of its tiles has failed");
        }
    }

    /** The nodes of one level that are in no tile yet. */
    private final class Level {

        private final int number;
        private final int height;
        private final byte[] nodes = new byte[Tile.MAX_SIZE * Hash.LENGTH];
        private int size;
        private long tiles;

        private Level(int number) {
            this.number = number;
            this.height = number * Tile.HEIGHT;
        }

        private void append(byte[] packed, int offset, int count) {
            System.arraycopy(packed, offset, nodes, size * Hash.LENGTH, count * Hash.LENGTH);
            size += count;
        }

        private Tile nextTile() {
            return Tile.wrap(new TileId(number, tiles++), Arrays.copyOf(nodes, size * Hash.LENGTH));
        }

        /** Takes all nodes away and returns the one above them at {@code top}. */
        private Hash fold(int top) {
            int count = size;
            for (int below = height; below < top; below++) {
                count = hasher.parents(nodes, count, Padding.root(below));
            }
            size = 0;
            return TreeShape.hashAt(nodes, 0);
        }
    }
}
