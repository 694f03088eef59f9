package com.stateset.sequencer.proof;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.InvalidProofException;
import java.util.Objects;
import java.util.UUID;

/**
 * Shows that an event stands at its place in a committed range.
 *
 * @param stream the stream
 * @param sequenceNumber the event's place
 * @param batchId the commitment that covers it
 * @param leafHash the event's leaf
 * @param path its position within the range, and the way to the root
 */
public record EventProof(StreamId stream, long sequenceNumber, UUID batchId, Hash leafHash, InclusionProof path) {

    public EventProof {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(batchId, "batchId");
        Objects.requireNonNull(leafHash, "leafHash");
        Objects.requireNonNull(path, "path");
    }

    /**
     * Returns if the commitment holds this leaf at this place. Needs no server; whether to trust the commitment is another
     * question: see {@link Commitment#verifySignature}.
     *
     * @throws VerificationException if it does not
     */
    public void verify(Commitment commitment) {
        if (!stream.equals(commitment.stream())) {
            throw new VerificationException("the proof is of another stream than the commitment");
        }
        if (!commitment.covers(sequenceNumber)) {
            throw new VerificationException("the commitment of " + commitment.sequenceStart() + ".."
                    + commitment.sequenceEnd() + " does not cover event " + sequenceNumber);
        }
        if (path.leafIndex() != sequenceNumber - commitment.sequenceStart()
                || path.leafCount() != commitment.leafCount()) {
            throw new VerificationException("the proof is of leaf " + path.leafIndex() + " of " + path.leafCount()
                    + "; event " + sequenceNumber + " is leaf " + (sequenceNumber - commitment.sequenceStart())
                    + " of " + commitment.leafCount());
        }
        try {
            path.verify(leafHash, commitment.merkleRoot());
        } catch (InvalidProofException e) {
            throw new VerificationException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns if the commitment holds this very event at this place: recomputes the leaf from the event's content.
     *
     * @throws VerificationException if it does not
     */
    public void verify(SequencedEvent event, Commitment commitment) {
        Hash leaf = VesHashes.leaf(
                stream,
                sequenceNumber,
                VesHashes.signing(event.event()),
                event.event().authorship().signature());
        if (!leaf.equals(leafHash) || event.sequenceNumber() != sequenceNumber) {
            throw new VerificationException("the event is not the one that the proof is of");
        }
        verify(commitment);
    }
}
