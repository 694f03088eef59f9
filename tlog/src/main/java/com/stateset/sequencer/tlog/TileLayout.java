package com.stateset.sequencer.tlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which tiles a log of a given size has, and which ones fill up when it grows. Pure functions; thread-safe. */
public final class TileLayout {

    private TileLayout() {}

    /**
     * Returns how wide a tile or bundle is in a log of {@code size} entries: 256 for all of a level but the last, whose width
     * is what is left; 0 if it does not exist.
     */
    public static int width(int level, long index, long size) {
        long hashes = hashesAt(level, size);
        long full = hashes / TilePath.FULL_WIDTH;
        if (index < full) {
            return TilePath.FULL_WIDTH;
        }
        return index == full ? (int) (hashes % TilePath.FULL_WIDTH) : 0;
    }

    /**
     * Returns the tile or bundle that a log of {@code size} entries has at that place, if it may be shown: one that lies
     * within the size. A partial one may be narrower than the log's own.
     */
    public static boolean covers(long size, TilePath tile) {
        return width(tile.level(), tile.index(), size) >= tile.width();
    }

    /** Returns the partial tile at the right edge of a level, if the level has one. */
    public static Optional<TilePath> partial(int level, long size) {
        long hashes = hashesAt(level, size);
        int width = (int) (hashes % TilePath.FULL_WIDTH);
        return width == 0 ? Optional.empty() : Optional.of(TilePath.hashes(level, hashes / TilePath.FULL_WIDTH, width));
    }

    /**
     * Returns the tiles that become full when a log grows, by level and index: those to store, or to leave out where level 0
     * follows from the entries.
     *
     * @throws IllegalArgumentException if {@code from} is negative or more than {@code to}
     */
    public static List<TilePath> filled(long from, long to) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("a log does not grow from " + from + " to " + to);
        }
        List<TilePath> filled = new ArrayList<>();
        for (int level = 0; hashesAt(level, to) >= TilePath.FULL_WIDTH; level++) {
            long last = hashesAt(level, to) / TilePath.FULL_WIDTH;
            for (long index = hashesAt(level, from) / TilePath.FULL_WIDTH; index < last; index++) {
                filled.add(TilePath.hashes(level, index, TilePath.FULL_WIDTH));
            }
        }
        return filled;
    }

    /** The hashes of a level: the whole subtrees of 256^level entries. */
    private static long hashesAt(int level, long size) {
        int height = level * TilePath.HEIGHT;
        return height < Long.SIZE ? size >>> height : 0;
    }
}
