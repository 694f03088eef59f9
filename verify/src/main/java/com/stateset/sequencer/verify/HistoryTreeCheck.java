package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TileHashes;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Grows the tree over a stream's history anew while its events pass by, and holds it against everything that is said of it: signed
 * checkpoints, the log of heads, the stored right edge, and the tiles.
 *
 * <p>A claim is a size with a root. It is decided when the walk has come to that size: the root over the events so far is another one,
 * or it is the same and then every event before it is the one that was there when the claim was made. So one checkpoint that was kept
 * elsewhere is enough to hold all events up to it, and nothing that is stored has to be believed.
 *
 * <p>Events are taken in runs that end where tiles end: 256 events make one hash of level 1, 65,536 one of level 2. Of each level the
 * hashes of the tile that is being filled are kept, at most 256, and compared with the source's tile when it is full, or at the end.
 * Memory is a few tiles, however long the stream is. For one thread.
 */
final class HistoryTreeCheck {

    private final HistorySource source;
    private final long tilesThrough;
    private final List<TreeClaim> claims;
    private final List<Hash> run = new ArrayList<>(TilePath.FULL_WIDTH);
    private final List<List<Hash>> filling = new ArrayList<>();
    private CompactRange edge = CompactRange.EMPTY;

    /** A claim that did not hold; kept until the tiles around it are compared, which may name the event. */
    private @Nullable DamageException refuted;

    /**
     * Begins at the first event.
     *
     * @param tilesThrough up to which size the source shows tiles
     */
    HistoryTreeCheck(HistorySource source, long tilesThrough, List<TreeClaim> claims) {
        this.source = source;
        this.tilesThrough = tilesThrough;
        this.claims = List.copyOf(claims);
    }

    /** Takes the leaf of the next event. */
    void take(Hash leaf) throws DamageException {
        run.add(leaf);
        if (run.size() == TilePath.FULL_WIDTH) {
            grow();
        }
    }

    /** Ends the walk: nothing may claim more events than there were. Returns size and root of the tree. */
    TreeHead finish() throws DamageException {
        grow();
        for (int level = 0; level < filling.size(); level++) {
            List<Hash> hashes = filling.get(level);
            long index = index(level, hashes);
            int width = Math.min(hashes.size(), TileLayout.width(level, index, tilesThrough));
            if (width > 0) {
                compare(TilePath.hashes(level, index, width), hashes.subList(0, width));
            }
        }
        throwRefuted();
        requireReached();
        return edge.head();
    }

    private void requireReached() throws DamageException {
        for (TreeClaim claim : claims) {
            if (claim.head().size() > edge.size()) {
                throw DamageException.ofEvent(
                        edge.size() + 1,
                        "it is missing: " + claim.name() + " is of "
                                + claim.head().size() + " events");
            }
        }
    }

    private void throwRefuted() throws DamageException {
        if (refuted != null) {
            throw refuted;
        }
    }

    private void grow() throws DamageException {
        throwRefuted();
        AppendedEntries added = AppendedEntries.ofEntries(edge, run);
        for (TreeClaim claim : claims) {
            if (claim.head().size() > edge.size() && claim.head().size() <= added.size()) {
                hold(claim, added.edgeAt(claim.head().size()).root());
            }
        }
        edge = added.after();
        for (Hash leaf : run) {
            fill(0, LogHashes.record(leaf));
        }
        for (TileHashes completed : added.tileHashes()) {
            for (Hash hash : completed.hashes()) {
                fill(completed.level(), hash);
            }
        }
        run.clear();
    }

    private void hold(TreeClaim claim, Hash root) {
        if (refuted == null && !root.equals(claim.head().root())) {
            refuted = DamageException.of("the history is not the one of " + claim.name() + ": the root of its first "
                    + claim.head().size() + " events is " + root + ", not "
                    + claim.head().root());
        }
    }

    private void fill(int level, Hash hash) throws DamageException {
        while (filling.size() <= level) {
            filling.add(new ArrayList<>(TilePath.FULL_WIDTH));
        }
        List<Hash> hashes = filling.get(level);
        hashes.add(hash);
        if (hashes.size() == TilePath.FULL_WIDTH) {
            TilePath tile = TilePath.hashes(level, index(level, hashes), TilePath.FULL_WIDTH);
            if (TileLayout.covers(tilesThrough, tile)) {
                compare(tile, hashes);
            }
            hashes.clear();
        }
    }

    /** Which tile of its level is being filled; the hashes of a level that exist are those of the edge's size. */
    private long index(int level, List<Hash> hashes) {
        long all = edge.size() >>> (level * Byte.SIZE);
        return hashes.isEmpty() ? all / TilePath.FULL_WIDTH : (all - 1) / TilePath.FULL_WIDTH;
    }

    private void compare(TilePath tile, List<Hash> hashes) throws DamageException {
        Optional<byte[]> shown = read(tile);
        if (shown.isEmpty()) {
            throw DamageException.of(tile + " of its history tree is missing");
        }
        byte[] bytes = shown.get();
        for (int i = 0; i < tile.width(); i++) {
            int from = i * Hash.LENGTH;
            boolean same = bytes.length == tile.width() * Hash.LENGTH
                    && Arrays.equals(
                            bytes, from, from + Hash.LENGTH, hashes.get(i).toByteArray(), 0, Hash.LENGTH);
            if (!same && tile.level() == 0) {
                throw DamageException.ofEvent(
                        tile.index() * TilePath.FULL_WIDTH + i + 1,
                        "its history tree holds another leaf for it, in " + tile);
            }
            if (!same) {
                throw DamageException.of(tile + " of its history tree is not that of its events");
            }
        }
    }

    private Optional<byte[]> read(TilePath tile) throws DamageException {
        try {
            return source.historyTile(tile);
        } catch (StoreFailedException | StreamStoppedException | LogVerificationException e) {
            throw DamageException.of(tile + " of its history tree cannot be read: " + e.getMessage());
        }
    }
}
