package com.stateset.sequencer.merkle;

import java.util.Arrays;
import java.util.Objects;

/**
 * Up to 256 neighbouring nodes of one height of a tree, to be stored as one row: see {@link TiledTree}. All tiles of a level
 * are full but the last, which ends with the last node above a real leaf. Immutable; equal by content.
 */
public final class Tile {

    /** The most hashes in a tile: 256. */
    public static final int MAX_SIZE = 1 << TreeShape.TILE_HEIGHT;

    /** The height of the subtree above a tile. */
    static final int HEIGHT = TreeShape.TILE_HEIGHT;

    private final TileId id;
    private final byte[] hashes;

    private Tile(TileId id, byte[] owned) {
        this.id = Objects.requireNonNull(id, "id");
        this.hashes = owned;
        if (hashes.length == 0 || hashes.length > MAX_SIZE * Hash.LENGTH || hashes.length % Hash.LENGTH != 0) {
            throw new InvalidTileException("tile " + id + " has " + hashes.length + " bytes, not 1 to " + MAX_SIZE
                    + " hashes of " + Hash.LENGTH);
        }
    }

    /**
     * Makes a tile of hashes that stand one behind the other, 32 bytes each. The array is copied.
     *
     * @throws InvalidTileException if they are not 1 to {@link #MAX_SIZE} hashes
     */
    public static Tile of(TileId id, byte[] hashes) {
        return new Tile(id, hashes.clone());
    }

    /** Makes a tile of an array that the caller does not keep. */
    static Tile wrap(TileId id, byte[] owned) {
        return new Tile(id, owned);
    }

    /** Returns which tile of its tree this is. */
    public TileId id() {
        return id;
    }

    /** Returns the number of hashes, 1 to {@link #MAX_SIZE}. */
    public int size() {
        return hashes.length / Hash.LENGTH;
    }

    /** Returns a copy of the hashes, one behind the other, 32 bytes each. */
    public byte[] toByteArray() {
        return hashes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tile that && id.equals(that.id) && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Arrays.hashCode(hashes);
    }

    /** Returns the id and the number of hashes. */
    @Override
    public String toString() {
        return "tile " + id + " of " + size();
    }
}
