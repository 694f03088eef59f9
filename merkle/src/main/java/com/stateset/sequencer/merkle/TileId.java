package com.stateset.sequencer.merkle;

/**
 * Names a tile of a tree: tile {@code index} of {@code level} holds the nodes at height {@code 8 * level}, from position
 * {@code 256 * index} on. Level 0 are the leaves. Immutable.
 */
public record TileId(int level, long index) {

    /** The levels of the largest tree. */
    static final int LEVELS = (TreeShape.depth(TreeShape.MAX_LEAVES) - 1) / TreeShape.TILE_HEIGHT + 1;

    /**
     * Checks that there is such a tile in some tree.
     *
     * @throws IllegalArgumentException if the level is not 0, 1 or 2, or the index is negative
     */
    public TileId {
        if (level < 0 || level >= LEVELS || index < 0) {
            throw new IllegalArgumentException("no tree has a tile " + level + "/" + index);
        }
    }

    /** Returns {@code level/index}. */
    @Override
    public String toString() {
        return level + "/" + index;
    }
}
