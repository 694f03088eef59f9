package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commitment. Some values are also written under a second name, because both are in use; readers go by the first.
 *
 * @param batchId its id
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param vesVersion 1 if all its events are signed, else 0
 * @param merkleRoot the root of the tree over its events; also {@code events_root}
 * @param prevStateRoot the state root before it; null where an older writer left it out
 * @param newStateRoot the state root after it; null where an older writer left it out
 * @param commitmentSignature the sequencer's signature; null where no key signs
 * @param sequencerKeyVersion the version of the key that signs; absent counts as 0, for none
 * @param sequenceStart the first event; also {@code start_sequence}
 * @param sequenceEnd the last event; also {@code end_sequence}
 * @param committedAt when it was made
 * @param chainTxHash the hash of the transaction that anchors it on a chain, as hex; null while none does, or none is told of
 */
@JsonPropertyOrder({
    "batch_id",
    "tenant_id",
    "store_id",
    "ves_version",
    "tree_depth",
    "leaf_count",
    "padded_leaf_count",
    "merkle_root",
    "events_root",
    "prev_state_root",
    "new_state_root",
    "commitment_signature",
    "sequencer_key_version",
    "sequence_start",
    "sequence_end",
    "start_sequence",
    "end_sequence",
    "event_count",
    "committed_at",
    "is_anchored",
    "chain_tx_hash"
})
public record WireCommitment(
        UUID batchId,
        UUID tenantId,
        UUID storeId,
        int vesVersion,
        Hash merkleRoot,
        @Nullable Hash prevStateRoot,
        @Nullable Hash newStateRoot,
        @Nullable Ed25519Signature commitmentSignature,
        @Nullable Integer sequencerKeyVersion,
        long sequenceStart,
        long sequenceEnd,
        Instant committedAt,
        @Nullable String chainTxHash) {

    /** Checks that such a range is possible. */
    public WireCommitment {
        if (sequenceStart < 1 || sequenceEnd < sequenceStart || sequenceEnd - sequenceStart >= Commitment.MAX_LEAVES) {
            throw InvalidMessageException.ofMember(
                    "sequence_end", "makes a range that cannot be: " + sequenceStart + ".." + sequenceEnd);
        }
    }

    /** Returns the form of a commitment. */
    public static WireCommitment of(Commitment commitment) {
        return of(StoredCommitment.of(commitment));
    }

    /** Returns the form of a commitment that may lack its state roots. */
    public static WireCommitment of(StoredCommitment commitment) {
        return of(commitment, null);
    }

    /**
     * Returns the form of a commitment likewise.
     *
     * @param anchor where it is anchored; null if it is not
     */
    public static WireCommitment of(StoredCommitment commitment, @Nullable ChainAnchor anchor) {
        return new WireCommitment(
                commitment.batchId(),
                commitment.stream().tenantId(),
                commitment.stream().storeId(),
                commitment.vesVersion(),
                commitment.merkleRoot(),
                commitment.prevStateRoot(),
                commitment.newStateRoot(),
                commitment.signature(),
                commitment.sequencerKeyVersion(),
                commitment.sequenceStart(),
                commitment.sequenceEnd(),
                commitment.committedAt(),
                anchor == null ? null : anchor.transaction().toHex());
    }

    /** Returns the commitment, which may lack its state roots; {@link StoredCommitment#complete} finds that out. */
    public StoredCommitment toStoredCommitment() {
        return new StoredCommitment(
                batchId,
                new StreamId(tenantId, storeId),
                vesVersion,
                sequenceStart,
                sequenceEnd,
                merkleRoot,
                prevStateRoot,
                newStateRoot,
                committedAt,
                sequencerKeyVersion == null ? 0 : sequencerKeyVersion,
                commitmentSignature);
    }

    /** Returns how many events it covers. */
    @JsonProperty("leaf_count")
    public int leafCount() {
        return (int) (sequenceEnd - sequenceStart + 1);
    }

    @JsonProperty("tree_depth")
    int treeDepth() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(leafCount() - 1);
    }

    @JsonProperty("padded_leaf_count")
    int paddedLeafCount() {
        return 1 << treeDepth();
    }

    @JsonProperty("events_root")
    Hash eventsRoot() {
        return merkleRoot;
    }

    @JsonProperty("start_sequence")
    long startSequence() {
        return sequenceStart;
    }

    @JsonProperty("end_sequence")
    long endSequence() {
        return sequenceEnd;
    }

    @JsonProperty("event_count")
    int eventCount() {
        return leafCount();
    }

    @JsonProperty("is_anchored")
    boolean anchored() {
        return chainTxHash != null;
    }
}
