package com.stateset.sequencer.tck.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A tree as its entries make it, to compare a store's with. */
final class TreeCheck {

    private static final int PAGE = 10_000;

    private final List<Hash> records;
    private final Map<Long, Hash> roots = new HashMap<>();

    /** Takes the record hashes of all entries. */
    TreeCheck(List<Hash> records) {
        this.records = records;
    }

    /** Reads the leaf hashes that a store has of a stream. */
    static List<Hash> leaves(EventStore store, StreamId stream) {
        List<Hash> leaves = new ArrayList<>();
        LeafPage page;
        do {
            page = store.commitments().leaves(stream, leaves.size() + 1L, PAGE);
            byte[] hashes = page.hashes();
            for (int at = 0; at < hashes.length; at += Hash.LENGTH) {
                leaves.add(Hash.of(Arrays.copyOfRange(hashes, at, at + Hash.LENGTH)));
            }
        } while (page.count() > 0);
        return leaves;
    }

    /** Fails unless the edge that is stored with a stream's head is that of its leaves. */
    static void assertEdge(EventStore store, StreamId stream) {
        List<Hash> leaves = leaves(store, stream);
        assertThat(store.head(stream)).isEqualTo(leaves.size());
        assertThat(store.history().rightEdge(stream)).isEqualTo(CompactRange.EMPTY.appendEntries(leaves));
    }

    /** The root of the first so many entries. */
    Hash root(long size) {
        return roots.computeIfAbsent(
                size,
                any -> CompactRange.EMPTY
                        .appendRecords(records.subList(0, (int) size))
                        .root());
    }

    /**
     * Fails unless the tiles prove, in the tree of {@code size} entries, each of these entries, and each of these earlier trees.
     *
     * @param places indexes and sizes; those that are not below {@code size} are left out
     */
    void assertProves(TileSource tiles, long size, List<Long> places) {
        LogProver prover = new LogProver(tiles, size);
        Hash root = root(size);
        assertThat(prover.rightEdge().root()).as("root of %d", size).isEqualTo(root);
        for (long place : places) {
            if (place < size) {
                prover.inclusion(place).verify(Objects.requireNonNull(records.get((int) place)), root);
                prover.consistency(place).verify(root(place), root);
            }
        }
    }

    static KeptCheckpoint kept(StreamId stream, long size, String origin) {
        return new KeptCheckpoint(stream, size, note(origin, size));
    }

    /** A note that no key has signed: to a store they are text. */
    static SignedNote note(String origin, long size) {
        String signature = Base64.getEncoder().encodeToString(new byte[68]);
        String root = Base64.getEncoder().encodeToString(new byte[Hash.LENGTH]);
        String note = origin + "\n" + size + "\n" + root + "\n\n\u2014 " + origin + " " + signature + "\n";
        return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
    }
}
