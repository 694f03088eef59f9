package com.stateset.sequencer.verify;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** What can be asked of some tiles of a tree: a tile holds up to 256 hashes of one level, 32 bytes each, next to each other. */
final class Tiles {

    private Tiles() {}

    static Optional<Tile> find(Collection<Tile> tiles, TileId id) {
        return tiles.stream().filter(tile -> tile.id().equals(id)).findFirst();
    }

    /** The tile that a leaf stands in. */
    static TileId ofLeaf(long leafIndex) {
        return new TileId(0, leafIndex / Tile.MAX_SIZE);
    }

    static Hash hash(Tile tile, int position) {
        int at = position * Hash.LENGTH;
        return Hash.of(Arrays.copyOfRange(tile.toByteArray(), at, at + Hash.LENGTH));
    }
}
