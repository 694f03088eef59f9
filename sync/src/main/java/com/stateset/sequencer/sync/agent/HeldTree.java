package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.PartialTree;
import com.stateset.sequencer.tlog.SubtreeRoot;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tree over what is held here, tiles and all, made anew of its leaves and of what stands for events outside of the scope: those of the
 * replica, and of a page that is not kept yet. Only made once the histories are known to differ, since it reads all of them; holds 1/256 of
 * them in memory. Not thread-safe.
 *
 * <p>A tile of the lowest level has a hash for each event. Where the replica has one hash for several, those of the server are taken, once
 * it is said which, if they lead to that hash: then they are the right ones. Otherwise they are zeros, which are no event's, so that the
 * trees differ from the first of these events on.
 */
final class HeldTree implements TileSource {

    private static final int WIDTH = TilePath.FULL_WIDTH;

    private final SyncJournal journal;
    private final long kept;
    private final List<SubtreeRoot> page;
    private final PartialTree tree;
    private @Nullable TileSource theirs;
    private long theirSize;

    /**
     * Reads everything.
     *
     * @param kept how many events the replica reaches
     * @param page what follows them
     */
    HeldTree(SyncJournal journal, long kept, List<SubtreeRoot> page) {
        this.journal = journal;
        this.kept = kept;
        this.page = page;
        this.tree = tree(page.isEmpty() ? kept : page.get(page.size() - 1).end());
    }

    private PartialTree tree(long size) {
        try {
            return new PartialTree(size, this::block);
        } catch (LogVerificationException e) {
            throw new StoreFailedException("the outbox is damaged: " + e.getMessage(), e);
        }
    }

    long size() {
        return tree.size();
    }

    /** Its right edge as the leaves have it, whatever edge was kept. */
    CompactRange edge() {
        return edgeAt(tree.size())
                .orElseThrow(() -> new StoreFailedException("the outbox is damaged: its replica has a gap", null));
    }

    /** Its right edge at a size; empty if that is within events that only one hash is known of. */
    Optional<CompactRange> edgeAt(long size) {
        try {
            return Optional.of(tree.edgeAt(size));
        } catch (LogVerificationException e) {
            return Optional.empty();
        }
    }

    /** Proves an entry in the tree of a size; empty if only one hash of it and others is known. */
    Optional<LogInclusionProof> inclusion(long index, long size) {
        try {
            return Optional.of(tree.inclusion(index, size));
        } catch (LogVerificationException e) {
            return Optional.empty();
        }
    }

    /** What stands for an entry and others that are not held; empty if it is held. */
    Optional<SubtreeRoot> hidden(long index) {
        return block(index / WIDTH).stream()
                .filter(part -> part.first() <= index && index < part.end() && part.height() > 0)
                .findFirst();
    }

    /** Lets tiles of another tree stand for what is not held, where they agree with what is. */
    HeldTree beside(TileSource other, long size) {
        theirs = other;
        theirSize = size;
        return this;
    }

    @Override
    public byte[] read(TilePath tile) {
        if (tile.level() == 0) {
            return Arrays.copyOf(records(tile.index()), tile.width() * Hash.LENGTH);
        }
        byte[] hashes = new byte[tile.width() * Hash.LENGTH];
        List<Hash> level = tree.level(tile.level());
        for (int i = 0; i < tile.width(); i++) {
            level.get((int) tile.index() * WIDTH + i).copyTo(hashes, i * Hash.LENGTH);
        }
        return hashes;
    }

    /** The record hashes of a block; zeros for what is not known. */
    private byte[] records(long block) {
        byte[] records = new byte[WIDTH * Hash.LENGTH];
        byte[] filling = null;
        for (SubtreeRoot part : block(block)) {
            int at = (int) (part.first() % WIDTH) * Hash.LENGTH;
            if (part.height() == 0) {
                part.hash().copyTo(records, at);
            } else {
                filling = filling == null ? theirRecords(block) : filling;
                int end = at + part.size() * Hash.LENGTH;
                if (end <= filling.length && isOf(part, Arrays.copyOfRange(filling, at, end))) {
                    System.arraycopy(filling, at, records, at, end - at);
                }
            }
        }
        return records;
    }

    private byte[] theirRecords(long block) {
        TileSource source = theirs;
        int width = TileLayout.width(0, block, theirSize);
        if (source == null || width == 0) {
            return new byte[0];
        }
        try {
            return source.read(TilePath.hashes(0, block, width));
        } catch (TransportException e) {
            return new byte[0];
        }
    }

    private static boolean isOf(SubtreeRoot part, byte[] records) {
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < records.length; at += Hash.LENGTH) {
            hashes.add(Hash.of(Arrays.copyOfRange(records, at, at + Hash.LENGTH)));
        }
        return CompactRange.EMPTY.appendRecords(hashes).root().equals(part.hash());
    }

    /** The parts of a block of 256 events: none of them reaches beyond it. */
    private List<SubtreeRoot> block(long index) {
        long from = index * WIDTH;
        List<SubtreeRoot> parts = new ArrayList<>();
        if (from < kept) {
            int most = (int) Math.min(WIDTH, kept - from);
            journal.subtrees(from + 1, most).stream()
                    .filter(part -> part.first() < from + WIDTH && part.first() < kept)
                    .forEach(parts::add);
        }
        page.stream()
                .filter(part -> part.first() >= from && part.first() < from + WIDTH)
                .forEach(parts::add);
        return parts;
    }
}
