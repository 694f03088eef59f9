package com.stateset.sequencer.history;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.util.List;

/** Tiles and bundles of a log in the form in which they are served. What lies within a signed size is never shorter than asked. */
final class LogTiles {

    private LogTiles() {}

    /**
     * Reads a tile or bundle that exists.
     *
     * @param entries reads a bundle's entries
     * @throws StoreFailedException if rows are missing
     */
    static byte[] read(TilePath path, TileSource hashes, Entries entries) {
        if (path.kind() == TilePath.Kind.HASHES) {
            byte[] tile = hashes.read(path);
            requireAll(path, tile.length / Hash.LENGTH);
            return tile;
        }
        List<byte[]> bundle = entries.read(path.index() * TilePath.FULL_WIDTH, path.width());
        requireAll(path, bundle.size());
        return EntryBundle.write(bundle);
    }

    private static void requireAll(TilePath path, int found) {
        if (found != path.width()) {
            throw new StoreFailedException(
                    "the store is damaged: " + path + " has " + found + " of " + path.width() + " hashes", null);
        }
    }

    /** Reads entries in order. */
    @FunctionalInterface
    interface Entries {

        /** Returns entries from an index (from 0) on. */
        List<byte[]> read(long from, int limit);
    }
}
