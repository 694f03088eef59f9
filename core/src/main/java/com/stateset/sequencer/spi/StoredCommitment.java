package com.stateset.sequencer.spi;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commitment as it stands in a store, where state roots may be missing that an older writer did not know of.
 *
 * @see Commitment for the components
 */
public record StoredCommitment(
        UUID batchId,
        StreamId stream,
        int vesVersion,
        long sequenceStart,
        long sequenceEnd,
        Hash merkleRoot,
        @Nullable Hash prevStateRoot,
        @Nullable Hash newStateRoot,
        Instant committedAt,
        int sequencerKeyVersion,
        @Nullable Ed25519Signature signature) {

    /** Returns a complete commitment as it is stored. */
    public static StoredCommitment of(Commitment commitment) {
        return new StoredCommitment(
                commitment.batchId(),
                commitment.stream(),
                commitment.vesVersion(),
                commitment.sequenceStart(),
                commitment.sequenceEnd(),
                commitment.merkleRoot(),
                commitment.prevStateRoot(),
                commitment.newStateRoot(),
                commitment.committedAt(),
                commitment.sequencerKeyVersion(),
                commitment.signature());
    }

    /**
     * Returns the complete commitment.
     *
     * @throws StoreFailedException if it is not complete, or covers no possible range
     */
    public Commitment complete() {
        if (prevStateRoot == null || newStateRoot == null) {
            throw new StoreFailedException(
                    "the commitment of " + sequenceStart + ".." + sequenceEnd + " of " + stream
                            + " has no state root; it must be filled in first",
                    null);
        }
        try {
            return new Commitment(
                    batchId,
                    stream,
                    vesVersion,
                    sequenceStart,
                    sequenceEnd,
                    merkleRoot,
                    prevStateRoot,
                    newStateRoot,
                    committedAt,
                    sequencerKeyVersion,
                    signature);
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("the store is damaged: " + e.getMessage(), e);
        }
    }
}
