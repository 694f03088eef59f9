package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.Objects;

/**
 * Neighbouring hashes of one level of tiles that came into being with a group of entries: what a store that keeps tiles adds
 * to them. Hash {@code first + i} of level L is in tile {@code (first + i) / 256}, at place {@code (first + i) % 256}.
 * Immutable.
 *
 * @param level the level of the tiles
 * @param first which hash of its level the first one is, from 0
 * @param hashes the hashes, one at least
 */
public record TileHashes(int level, long first, List<Hash> hashes) {

    /** Copies the hashes. */
    public TileHashes {
        hashes = List.copyOf(hashes);
        Objects.checkIndex(level, TilePath.LEVELS);
    }
}
