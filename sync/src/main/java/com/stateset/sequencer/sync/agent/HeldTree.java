package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.TileHashes;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree over what is held here, tiles and all, made anew of its leaves: those of the replica, and of a page that is not kept yet.
 * Only made once the histories are known to differ, since it reads every leaf; holds 1/256 of them in memory. Not thread-safe.
 */
final class HeldTree implements TileSource {

    private static final int LEAVES_AT_ONCE = 4096;

    private final SyncJournal journal;
    private final long kept;
    private final List<Hash> page;

    /** The hashes of the levels from 1 on. */
    private final List<List<Hash>> levels = new ArrayList<>();

    private final CompactRange edge;

    /**
     * Reads all leaves.
     *
     * @param kept how many the replica holds
     * @param page those that follow
     */
    HeldTree(SyncJournal journal, long kept, List<Hash> page) {
        this.journal = journal;
        this.kept = kept;
        this.page = page;
        CompactRange growing = CompactRange.EMPTY;
        while (growing.size() < size()) {
            int limit = (int) Math.min(LEAVES_AT_ONCE, size() - growing.size());
            AppendedEntries entries = AppendedEntries.ofEntries(growing, leaves(growing.size(), limit));
            entries.tileHashes().forEach(this::add);
            growing = entries.after();
        }
        this.edge = growing;
    }

    long size() {
        return kept + page.size();
    }

    /** Its right edge as the leaves have it, whatever edge was kept. */
    CompactRange edge() {
        return edge;
    }

    @Override
    public byte[] read(TilePath tile) {
        long from = tile.index() * TilePath.FULL_WIDTH;
        return tile.level() == 0
                ? pack(leaves(from, tile.width()).stream()
                        .map(LogHashes::record)
                        .toList())
                : pack(levels.get(tile.level() - 1).subList((int) from, (int) from + tile.width()));
    }

    private void add(TileHashes complete) {
        while (levels.size() < complete.level()) {
            levels.add(new ArrayList<>());
        }
        levels.get(complete.level() - 1).addAll(complete.hashes());
    }

    /** Leaves from an index on, counted from 0. */
    private List<Hash> leaves(long from, int limit) {
        List<Hash> leaves = new ArrayList<>(limit);
        if (from < kept) {
            leaves.addAll(journal.leaves(from + 1, (int) Math.min(limit, kept - from)));
        }
        int missing = limit - leaves.size();
        int start = (int) (from + leaves.size() - kept);
        leaves.addAll(page.subList(missing == 0 ? 0 : start, missing == 0 ? 0 : start + missing));
        return leaves;
    }

    private static byte[] pack(List<Hash> hashes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(hashes.size() * Hash.LENGTH);
        hashes.forEach(hash -> packed.writeBytes(hash.toByteArray()));
        return packed.toByteArray();
    }
}
