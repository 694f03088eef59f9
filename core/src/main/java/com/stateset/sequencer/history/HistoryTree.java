package com.stateset.sequencer.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The history of a stream as one growing tree over its events' leaf hashes (PROTOCOL section 6): its head, signed or not, and
 * proofs. Event {@code n} is entry {@code n - 1}. Thread-safe and light.
 *
 * <p>Whatever is returned has been verified: heads extend those that were signed or seen before, proofs lead to such a head.
 * Where the store shows another history, every method throws {@link com.stateset.sequencer.error.StreamStoppedException}, and
 * the stream takes no events until {@code Sequencer.acceptHistory}. A proof reads a few rows, at most two tiles for each level,
 * however long the history is. Methods that read throw {@link com.stateset.sequencer.error.StoreUnavailableException} if the
 * store cannot be reached.
 */
public final class HistoryTree {

    private final HistorySigner signer;
    private final StreamId stream;

    /** Opens a stream's history; for the sequencer. */
    public HistoryTree(HistorySigner signer, StreamId stream) {
        this.signer = signer;
        this.stream = stream;
    }

    /** Returns the name of the log, the first line of its checkpoints and the name of their key. */
    public String origin() {
        return signer.keys().origin(stream);
    }

    /** Returns the current size and root; {@link TreeHead#EMPTY} while the stream is empty. */
    public TreeHead head() {
        return signer.head(stream);
    }

    /**
     * Returns the current head, signed; empty without a key and while the stream is empty. Signs if the head has moved since the
     * last time; kept by the store within a second.
     */
    public Optional<SignedCheckpoint> checkpoint() {
        return signer.checkpoint(stream);
    }

    /** Returns the last checkpoint that was signed, by this process or, as far as the store has it, another. */
    public Optional<SignedCheckpoint> lastSigned() {
        return signer.lastSigned(stream);
    }

    /**
     * Proves an event under the last signed head if that covers it, else under the current one; the proof tells its size.
     *
     * @throws IndexOutOfBoundsException if there is no such event
     */
    public LogInclusionProof inclusion(long sequenceNumber) {
        return inclusion(sequenceNumber, sizeFor(sequenceNumber));
    }

    /**
     * Proves an event in the tree as it was at a size.
     *
     * @throws IndexOutOfBoundsException if there is no such event in it, or the stream is not of that size yet
     */
    public LogInclusionProof inclusion(long sequenceNumber, long size) {
        return at(size).inclusion(sequenceNumber);
    }

    /**
     * Proves that the tree of {@code to} events extends that of {@code from}.
     *
     * @throws IndexOutOfBoundsException if {@code from} is negative or more than {@code to}, or the stream is not of that size
     *     yet
     */
    public ConsistencyProof consistency(long from, long to) {
        return at(to).consistency(from);
    }

    /** Returns size and root of the tree as it was at a size, for comparing with one that was kept elsewhere. */
    public TreeHead headAt(long size) {
        return at(size).head();
    }

    /**
     * Proves an event in one file, under the last signed checkpoint or, if that does not cover it, under one signed now.
     *
     * @throws IndexOutOfBoundsException if there is no such event
     * @throws IllegalStateException if the sequencer has no key
     */
    public TlogProof proof(long sequenceNumber) {
        Optional<SignedCheckpoint> checkpoint = lastSigned()
                .filter(signed -> signed.head().size() >= sequenceNumber)
                .or(this::checkpoint);
        if (checkpoint.isEmpty() && head().size() >= sequenceNumber) {
            throw new IllegalStateException("the sequencer has no key: nothing is signed that a proof could lead to");
        }
        long size = checkpoint.map(signed -> signed.head().size()).orElse(0L);
        return TlogProof.of(inclusion(sequenceNumber, size), checkpoint.orElseThrow(IndexOutOfBoundsException::new));
    }

    /**
     * Reads a tile or entry bundle, as it is served. Its hashes are as they are stored: compare them with a signed root.
     *
     * @return empty if no signed checkpoint covers it
     */
    public Optional<byte[]> tile(TilePath path) {
        long known = signer.start().seen(stream).signedSize();
        boolean covered = TileLayout.covers(known, path)
                || lastSigned()
                        .filter(signed -> TileLayout.covers(signed.head().size(), path))
                        .isPresent();
        return covered
                ? Optional.of(LogTiles.read(path, store().history().tiles(stream), this::leaves))
                : Optional.empty();
    }

    private long sizeFor(long sequenceNumber) {
        return lastSigned()
                .map(signed -> signed.head().size())
                .filter(size -> size >= sequenceNumber)
                .orElseGet(() -> head().size());
    }

    /** The tree as it was at a size. */
    private StoredTree at(long size) {
        StoredTree now = StoredTree.covering(signer, stream, size);
        if (size < 0 || size > now.head().size()) {
            throw new IndexOutOfBoundsException("the stream has " + now.head().size() + " events, not " + size);
        }
        return now.at(size);
    }

    private List<byte[]> leaves(long from, int limit) {
        LeafPage page = store().commitments().leaves(stream, from + 1, limit);
        List<byte[]> leaves = new ArrayList<>(page.count());
        for (int at = 0; at < page.count() * Hash.LENGTH; at += Hash.LENGTH) {
            leaves.add(Arrays.copyOfRange(page.hashes(), at, at + Hash.LENGTH));
        }
        return leaves;
    }

    private EventStore store() {
        return signer.store();
    }
}
