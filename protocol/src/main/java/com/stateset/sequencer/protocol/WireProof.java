package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.proof.EventProof;
import java.util.List;
import java.util.UUID;

/**
 * A proof that an event is in a commitment, at its place.
 *
 * @param sequenceNumber the event's place
 * @param batchId the commitment
 * @param merkleRoot the root that the path leads to; also {@code events_root}
 * @param leafHash the event's leaf
 * @param leafIndex its position in the tree, from 0 on
 * @param leafCount the leaves of the tree
 * @param proofPath the siblings, bottom-up
 */
@JsonPropertyOrder({"sequence_number", "batch_id", "merkle_root", "events_root"})
public record WireProof(
        long sequenceNumber,
        UUID batchId,
        Hash merkleRoot,
        Hash leafHash,
        long leafIndex,
        long leafCount,
        List<Hash> proofPath) {

    /** Copies the list. */
    public WireProof {
        proofPath = List.copyOf(proofPath);
    }

    /** Returns the form of a proof. */
    public static WireProof of(EventProof proof) {
        InclusionProof path = proof.path();
        return new WireProof(
                proof.sequenceNumber(),
                proof.batchId(),
                InclusionProof.root(proof.leafHash(), path.leafIndex(), path.path()),
                proof.leafHash(),
                path.leafIndex(),
                path.leafCount(),
                path.path());
    }

    /**
     * Returns the proof. Whether it proves anything is found out by {@link EventProof#verify}.
     *
     * @throws IllegalArgumentException if its path is too long for any tree
     */
    public EventProof toEventProof(StreamId stream) {
        return new EventProof(
                stream, sequenceNumber, batchId, leafHash, new InclusionProof(leafIndex, leafCount, proofPath));
    }

    @JsonProperty("events_root")
    Hash eventsRoot() {
        return merkleRoot;
    }

    /** For each sibling whether it stands on the right. */
    @JsonProperty("directions")
    List<Boolean> directions() {
        return new InclusionProof(leafIndex, leafCount, proofPath).directions();
    }
}
