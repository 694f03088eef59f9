package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.InvalidProofException;
import com.stateset.sequencer.merkle.InvalidTileException;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.merkle.TiledTree;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TilePath;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The history of a stream in a store, read through the store port.
 *
 * <p>A store reads what it once wrote, and fails in its own ways at bytes that it would never have written: an id that is no UUID, a
 * payload that is not JSON, a hash that is too short. Here all of these become {@link StoreFailedException}, which an audit reports as
 * damage at the place that was read; a store that cannot be reached stays {@link
 * com.stateset.sequencer.error.StoreUnavailableException}.
 *
 * <p>Proofs are made from the stored tiles and checked against the stored root before they are given, so that a proof that is given is
 * one that leads to that root.
 *
 * @param store where it is; stays the caller's to close
 * @param stream which stream
 */
public record StoredHistory(EventStore store, StreamId stream) implements HistorySource {

    private static final int COMMITMENTS_PER_PAGE = 100;

    @Override
    public long head() {
        return store.head(stream);
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        return readable(() ->
                store.read(stream, ReadOptions.forwardsFrom(from).limit(limit)).events());
    }

    @Override
    public List<StoredCommitment> commitments(long from) {
        return readable(() -> store.commitments().oldestFirst(stream, from, COMMITMENTS_PER_PAGE));
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return readable(() -> store.agentKeys().keys(stream.tenantId(), agentId));
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> sequencerKeys() {
        return readable(() -> store.identity().keys());
    }

    /** A store that has forgotten its sequencer is given an id at random, which fits nothing that was signed. */
    @Override
    public Optional<UUID> sequencerId() {
        return Optional.of(readable(() -> store.identity().sequencerId(UUID.randomUUID())));
    }

    @Override
    public HistoryClaims history() {
        return readable(() -> {
            CompactRange edge = store.history().rightEdge(stream);
            return new HistoryClaims(
                    Optional.of(edge),
                    store.history().checkpoint(stream),
                    store.history().headsLog().last(stream),
                    edge.size());
        });
    }

    @Override
    public Optional<byte[]> historyTile(TilePath tile) {
        return Optional.of(readable(() -> store.history().tiles(stream).read(tile)));
    }

    @Override
    public Optional<HeadsLogStore> headsLog() {
        return Optional.of(store.history().headsLog());
    }

    @Override
    public boolean tellsReceiptKeys() {
        return true;
    }

    @Override
    public Optional<String> contradiction(long from, long to) {
        return readable(() -> store.contradiction(stream, from, to));
    }

    @Override
    public Optional<List<Tile>> tiles(StoredCommitment commitment, List<TileId> ids) {
        return Optional.of(readable(
                () -> store.commitments().tiles(stream, commitment.sequenceStart(), commitment.sequenceEnd(), ids)));
    }

    @Override
    public EventProof proof(long sequenceNumber) {
        Commitment commitment = readable(() -> store.commitments().covering(stream, sequenceNumber))
                .map(StoredCommitment::complete)
                .orElseThrow(() -> notCommitted(sequenceNumber));
        TiledTree tree = new TiledTree(commitment.leafCount());
        long leafIndex = sequenceNumber - commitment.sequenceStart();
        List<Tile> tiles =
                tiles(StoredCommitment.of(commitment), tree.tilesFor(leafIndex)).orElseThrow();
        try {
            InclusionProof path = tree.proof(leafIndex, tiles);
            Hash leaf = tree.leaf(leafIndex, tiles);
            path.verify(leaf, commitment.merkleRoot());
            return new EventProof(stream, sequenceNumber, commitment.batchId(), leaf, path);
        } catch (InvalidTileException | InvalidProofException e) {
            throw new StoreFailedException("its stored tree is damaged: " + e.getMessage(), e);
        }
    }

    private NotCommittedException notCommitted(long sequenceNumber) {
        long committed = store.commitments()
                .last(stream)
                .map(StoredCommitment::sequenceEnd)
                .orElse(0L);
        return new NotCommittedException(stream, sequenceNumber, committed, head());
    }

    /** Whatever a store makes of bytes that it would never have written: they cannot be read. */
    private static <T> T readable(Supplier<T> read) {
        try {
            return read.get();
        } catch (SequencerException e) {
            throw e;
        } catch (LogVerificationException e) {
            throw new StoreFailedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new StoreFailedException("what is stored is damaged: " + e.getMessage(), e);
        }
    }
}
