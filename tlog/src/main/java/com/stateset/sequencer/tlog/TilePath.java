package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a tile or an entry bundle, full or partial, and spells the name as a path (C2SP {@code tlog-tiles}).
 *
 * <p>Hash {@code i} of tile N at level L is the root of the entries {@code [(256 N + i) * 256^L, (256 N + i + 1) * 256^L)}; a
 * bundle N has the entries below tile N of level 0. So eight heights of the tree, 0 to 7 above the hashes in a tile, follow
 * from the tile itself and are stored nowhere. A partial tile has the first 1 to 255 of its hashes; the tile of no hashes does
 * not exist.
 *
 * <pre>
 *   tile/0/000              the first full tile              tile/1/x001/234.p/17       17 hashes of tile 1234 at level 1
 *   tile/entries/x001/234   the bundle of 256 entries        tile/entries/000.p/5       the first five entries
 * </pre>
 *
 * <p>Each name has one spelling, so that caches hold each tile once; {@link #parse} takes no other. Immutable.
 *
 * @param kind a tile of hashes, or a bundle of entries
 * @param level the tile's level, 0 to 63; 0 for a bundle
 * @param index which of its level, from 0
 * @param width the hashes or entries in it, 1 to 256
 */
public record TilePath(Kind kind, int level, long index, int width) {

    /** The hashes in a full tile: 256. */
    public static final int FULL_WIDTH = 256;

    /** The heights of the tree that a tile stands for. */
    static final int HEIGHT = Integer.numberOfTrailingZeros(FULL_WIDTH);

    /** The levels there are names for; no tree of ours has more than eight. */
    static final int LEVELS = 64;

    private static final Pattern FORM =
            Pattern.compile("tile/(entries|0|[1-9]\\d?)/((?:x\\d{3}/)*\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

    /** More groups of three digits than the largest index has. */
    private static final int MAX_SPELLING = 7 * "x000/".length();

    /** What a path leads to. */
    public enum Kind {
        /** Hashes of the tree, 32 bytes each. */
        HASHES,
        /** Entries, each behind its length in two bytes. */
        ENTRIES
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no such tile
     */
    public TilePath {
        boolean levelExists = kind == Kind.HASHES ? level >= 0 && level < LEVELS : level == 0;
        if (!levelExists || index < 0 || width < 1 || width > FULL_WIDTH) {
            throw new IllegalArgumentException(
                    "there is no tile " + index + " of level " + level + " with " + width + " hashes");
        }
    }

    /** Names a tile of hashes. */
    public static TilePath hashes(int level, long index, int width) {
        return new TilePath(Kind.HASHES, level, index, width);
    }

    /** Names a bundle of entries. */
    public static TilePath entries(long index, int width) {
        return new TilePath(Kind.ENTRIES, 0, index, width);
    }

    /** Reads a path that begins with {@code tile/}; empty if it is not the spelling of a tile. */
    public static Optional<TilePath> parse(String path) {
        Matcher form = FORM.matcher(path);
        if (path.length() > MAX_SPELLING + "tile/entries/.p/255".length() || !form.matches()) {
            return Optional.empty();
        }
        boolean bundle = form.group(1).equals("entries");
        int level = bundle ? 0 : Integer.parseInt(form.group(1));
        int width = form.group(3) == null ? FULL_WIDTH : Integer.parseInt(form.group(3));
        long index = index(form.group(2));
        if (level >= LEVELS || index < 0 || (form.group(3) != null && width >= FULL_WIDTH)) {
            return Optional.empty();
        }
        TilePath tile = new TilePath(bundle ? Kind.ENTRIES : Kind.HASHES, level, index, width);
        return tile.toString().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** Whether all 256 hashes or entries are in it. */
    public boolean isFull() {
        return width == FULL_WIDTH;
    }

    /** Returns the number of bytes of a tile of hashes. */
    int byteLength() {
        return width * Hash.LENGTH;
    }

    /** Returns the path, without a slash before it. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder("tile/").append(kind == Kind.ENTRIES ? "entries" : level);
        String digits = Long.toString(index);
        digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
        for (int group = 0; group < digits.length(); group += 3) {
            boolean last = group + 3 == digits.length();
            path.append(last ? "/" : "/x").append(digits, group, group + 3);
        }
        return isFull() ? path.toString() : path.append(".p/").append(width).toString();
    }

    /** The number that groups of digits spell, negative if it is too large. */
    private static long index(String spelling) {
        try {
            return Long.parseLong(spelling.replace("x", "").replace("/", ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
