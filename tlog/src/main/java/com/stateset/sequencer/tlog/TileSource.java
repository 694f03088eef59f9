package com.stateset.sequencer.tlog;

import java.util.List;

/** Where the tiles of a log come from: rows of a store, files, another server. */
@FunctionalInterface
public interface TileSource {

    /**
     * Reads a tile of hashes.
     *
     * @param tile a tile that the log has; always as wide as it is in the tree that is asked about
     * @return its hashes, 32 bytes each, as many as it is wide
     * @throws RuntimeException if it cannot be read; the caller that asked for a proof gets this exception
     */
    byte[] read(TilePath tile);

    /**
     * Reads several tiles of hashes, in one round trip where the source can do that, else one by one. Throws what {@link #read}
     * throws.
     *
     * @return the hashes of each tile, in the order of the tiles
     */
    default List<byte[]> readAll(List<TilePath> tiles) {
        return tiles.stream().map(this::read).toList();
    }
}
