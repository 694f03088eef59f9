package com.stateset.sequencer.history;

import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The stored tree of a stream under a head that is known to be right, for one question: whatever is read from it is verified
 * against that head before it is given away. Reads each tile once. A tree that does not extend itself stops the stream; an event
 * that is not in the tree does not: the head is the right one, and only that event gets nothing signed.
 *
 * <p>Not thread-safe.
 */
final class StoredTree {

    private final HistorySigner signer;
    private final StreamId stream;
    private final TreeHead head;
    private final SeenHistory seen;
    private final TileSource source;
    private final LogProver prover;

    /**
     * Opens a tree.
     *
     * @param seen what is known of the stream, with the head on its line
     */
    StoredTree(HistorySigner signer, StreamId stream, TreeHead head, SeenHistory seen) {
        this.signer = signer;
        this.stream = stream;
        this.head = head;
        this.seen = seen;
        this.source = new ReadTiles(signer.store().history().tiles(stream));
        CompactRange edge = seen.edge();
        this.prover = edge != null && edge.head().equals(head)
                ? new LogProver(source, edge)
                : new LogProver(source, head.size());
    }

    /** Opens a stream's tree at a head that covers {@code size}, or at the head there is. */
    static StoredTree covering(HistorySigner signer, StreamId stream, long size) {
        TreeHead head = signer.headCovering(stream, size);
        return new StoredTree(signer, stream, head, signer.requireOnLine(stream, NotedHead.read(head)));
    }

    /** Opens a stream's tree at the head that is stored, which is checked. */
    static StoredTree current(HistorySigner signer, StreamId stream) {
        TreeHead head = signer.head(stream);
        return new StoredTree(signer, stream, head, signer.requireOnLine(stream, NotedHead.read(head)));
    }

    TreeHead head() {
        return head;
    }

    /**
     * Returns the right edge that the tree had at a size.
     *
     * @throws EventAlteredException if the stored rows do not lead from it to the head
     */
    CompactRange provedEdge(long size) {
        if (size > head.size()) {
            throw new EventAlteredException(stream, "event " + size + " is beyond the head, " + head.size());
        }
        try {
            CompactRange edge = new LogProver(source, size).rightEdge();
            prover.consistency(size).verify(edge.root(), head.root());
            return edge;
        } catch (LogVerificationException e) {
            throw altered("event " + size + ", or one beside it,", e);
        }
    }

    /** Proves the event that stands at a place. */
    LogInclusionProof inclusion(long sequenceNumber) {
        Objects.checkIndex(sequenceNumber - 1, head.size());
        try {
            LogInclusionProof proof = prover.inclusion(sequenceNumber - 1);
            proof.verify(record(sequenceNumber - 1), head.root());
            return proof;
        } catch (LogVerificationException e) {
            throw altered("event " + sequenceNumber + ", or one beside it,", e);
        }
    }

    /**
     * Returns if the event of this record hash stands at a place. If not, and the stored leaf is not that of the event either,
     * the event was altered; if it is, so was one of its neighbours perhaps, whose leaves are on its way to the root.
     */
    void requireIncluded(long sequenceNumber, Hash recordHash) {
        if (sequenceNumber > head.size()) {
            throw new EventAlteredException(stream, "event " + sequenceNumber + " is beyond the head, " + head.size());
        }
        try {
            prover.inclusion(sequenceNumber - 1).verify(recordHash, head.root());
        } catch (LogVerificationException e) {
            String which = "event " + sequenceNumber;
            throw altered(record(sequenceNumber - 1).equals(recordHash) ? which + ", or one beside it," : which, e);
        }
    }

    /** Proves that the tree extends its first {@code from} entries. */
    ConsistencyProof consistency(long from) {
        try {
            ConsistencyProof proof = prover.consistency(from);
            proof.verify(headAt(from).root(), head.root());
            return proof;
        } catch (LogVerificationException e) {
            throw stopped("its tree of " + head.size() + " events does not extend that of " + from, e);
        }
    }

    /** Returns the tree as it was at a size. */
    StoredTree at(long size) {
        return size == head.size() ? this : new StoredTree(signer, stream, headAt(size), seen);
    }

    /** Returns the head that the tree had at a size. What was signed last is known without a read: every head extends it. */
    private TreeHead headAt(long size) {
        CompactCheckpoint signed = seen.signed();
        if (size == head.size()) {
            return head;
        }
        if (signed != null && signed.head().size() == size && size < head.size()) {
            return signed.head();
        }
        try {
            TreeHead earlier = new LogProver(source, size).rightEdge().head();
            prover.consistency(size).verify(earlier.root(), head.root());
            return earlier;
        } catch (LogVerificationException e) {
            throw stopped("its tree of " + head.size() + " events does not extend that of " + size, e);
        }
    }

    private Hash record(long index) {
        long tile = index / TilePath.FULL_WIDTH;
        int width = (int) Math.min(TilePath.FULL_WIDTH, head.size() - tile * TilePath.FULL_WIDTH);
        int from = (int) (index % TilePath.FULL_WIDTH) * Hash.LENGTH;
        byte[] hashes = source.read(TilePath.hashes(0, tile, width));
        return Hash.of(Arrays.copyOfRange(hashes, from, from + Hash.LENGTH));
    }

    private EventAlteredException altered(String which, LogVerificationException cause) {
        return new EventAlteredException(stream, which + " is not as it was sequenced: " + cause.getMessage());
    }

    private StreamStoppedException stopped(String difference, LogVerificationException cause) {
        return signer.check().stop(stream, seen, difference + ": " + cause.getMessage());
    }

    /** Tiles that were read once, and are not read again. */
    private static final class ReadTiles implements TileSource {

        private final TileSource stored;
        private final Map<TilePath, byte[]> read = new HashMap<>();

        ReadTiles(TileSource stored) {
            this.stored = stored;
        }

        @Override
        public byte[] read(TilePath tile) {
            return read.computeIfAbsent(tile, stored::read);
        }

        @Override
        public List<byte[]> readAll(List<TilePath> tiles) {
            List<TilePath> missing =
                    tiles.stream().filter(tile -> !read.containsKey(tile)).toList();
            List<byte[]> found = missing.isEmpty() ? List.of() : stored.readAll(missing);
            for (int i = 0; i < missing.size(); i++) {
                read.put(missing.get(i), found.get(i));
            }
            return tiles.stream().map(this::read).toList();
        }
    }
}
