package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TiledTreeBuilder;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the tree over a commitment's events anew while they pass by, and compares it with the stored one. Holds some tiles,
 * however many events there are.
 *
 * <p>Where the source gives its tiles away, each leaf is compared with the stored one as it passes, so that the first event that is not
 * the one committed to is found on the way. Where it does not (a server), only the root can be compared; if that is another one, {@link
 * FirstDifference} asks for proofs. Before events are suspected, the root itself is: if the events lead to the stored state root, then it
 * is the Merkle root's column that was altered.
 */
final class CommittedRange {

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private final StoredCommitment commitment;
    private final StoredTiles stored;
    private final List<Tile> upperTiles = new ArrayList<>();
    private final TiledTreeBuilder builder = new TiledTreeBuilder(this::keepIfUpper);
    private boolean allSigned = true;
    private int receiptKey;

    CommittedRange(HistorySource source, SignatureVerifier verifier, StoredCommitment commitment) {
        this.source = source;
        this.verifier = verifier;
        this.commitment = commitment;
        this.stored = new StoredTiles(source, commitment);
    }

    void add(CheckedEvent event) throws DamageException {
        stored.requireLeaf(event);
        builder.add(event.leaf());
        allSigned &= event.isSigned();
        receiptKey = Math.max(receiptKey, event.sequenced().sequencerKeyVersion());
    }

    RecomputedTree finish() throws DamageException {
        Hash root = builder.finish();
        if (!root.equals(commitment.merkleRoot())) {
            if (!rootIsWhatWasAltered(root)) {
                new FirstDifference(source, verifier, commitment).find();
            }
            throw DamageException.ofCommitment(commitment, "its Merkle root is not that of its events");
        }
        for (Tile tile : upperTiles) {
            stored.require(tile);
        }
        return new RecomputedTree(root, allSigned, receiptKey);
    }

    /** Whether the events lead to the stored state root, so that nothing but the Merkle root can be wrong. */
    private boolean rootIsWhatWasAltered(Hash root) {
        Hash previous = commitment.prevStateRoot();
        Hash stateRoot = commitment.newStateRoot();
        StreamId stream = commitment.stream();
        return previous != null
                && stateRoot != null
                && stateRoot.equals(StateRoot.of(
                        VesHashes.stream(stream),
                        previous,
                        root,
                        commitment.sequenceStart(),
                        commitment.sequenceEnd()));
    }

    private void keepIfUpper(Tile tile) {
        if (tile.id().level() > 0) {
            upperTiles.add(tile);
        }
    }
}
