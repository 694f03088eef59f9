package com.stateset.sequencer;

import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.InvalidProofException;
import com.stateset.sequencer.merkle.InvalidTileException;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TiledTree;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.List;
import java.util.Optional;

/** Proves events by the tiles of their commitment: a few rows are read, however large it is. Thread-safe. */
final class Prover {

    private final EventStore store;

    Prover(EventStore store) {
        this.store = store;
    }

    /**
     * Returns the proof of an event.
     *
     * @throws NotCommittedException if no commitment covers it
     * @throws StoreFailedException if the stored tree does not lead to its root
     */
    EventProof prove(StreamId stream, long sequenceNumber) {
        Commitment commitment = commitmentOf(stream, sequenceNumber);
        TiledTree tree = new TiledTree(commitment.leafCount());
        long leafIndex = sequenceNumber - commitment.sequenceStart();
        List<Tile> tiles = store.commitments()
                .tiles(stream, commitment.sequenceStart(), commitment.sequenceEnd(), tree.tilesFor(leafIndex));
        try {
            InclusionProof path = tree.proof(leafIndex, tiles);
            EventProof proof =
                    new EventProof(stream, sequenceNumber, commitment.batchId(), tree.leaf(leafIndex, tiles), path);
            path.verify(proof.leafHash(), commitment.merkleRoot());
            return proof;
        } catch (InvalidTileException | InvalidProofException e) {
            throw new StoreFailedException(
                    "the stored tree of the commitment of " + commitment.sequenceStart() + ".."
                            + commitment.sequenceEnd() + " is damaged: " + e.getMessage(),
                    e);
        }
    }

    private Commitment commitmentOf(StreamId stream, long sequenceNumber) {
        Optional<StoredCommitment> covering =
                sequenceNumber < 1 ? Optional.empty() : store.commitments().covering(stream, sequenceNumber);
        return covering.map(StoredCommitment::complete)
                .orElseThrow(() -> new NotCommittedException(
                        stream,
                        sequenceNumber,
                        store.commitments()
                                .last(stream)
                                .map(StoredCommitment::sequenceEnd)
                                .orElse(0L),
                        store.head(stream)));
    }
}
