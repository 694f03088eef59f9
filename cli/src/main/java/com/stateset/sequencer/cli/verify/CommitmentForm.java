package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import org.jspecify.annotations.Nullable;

/** A commitment as readers get it: PROTOCOL section 5. */
final class CommitmentForm {

    private CommitmentForm() {}

    static StoredCommitment read(Fields fields) {
        return fields.valueOf(commitment -> new StoredCommitment(
                commitment.uuid("batch_id"),
                new StreamId(commitment.uuid("tenant_id"), commitment.uuid("store_id")),
                commitment.smallNumber("ves_version"),
                commitment.number("sequence_start"),
                commitment.number("sequence_end"),
                commitment.hash("merkle_root"),
                hashOrNull(commitment, "prev_state_root"),
                hashOrNull(commitment, "new_state_root"),
                commitment.time("committed_at"),
                keyVersion(commitment),
                commitment.signatureOrNull("commitment_signature")));
    }

    static ObjectNode write(Commitment commitment) {
        return Json.object()
                .put("batch_id", commitment.batchId().toString())
                .put("tenant_id", commitment.stream().tenantId().toString())
                .put("store_id", commitment.stream().storeId().toString())
                .put("ves_version", commitment.vesVersion())
                .put("tree_depth", commitment.treeDepth())
                .put("leaf_count", commitment.leafCount())
                .put("padded_leaf_count", commitment.paddedLeafCount())
                .put("merkle_root", commitment.merkleRoot().toHex())
                .put("events_root", commitment.merkleRoot().toHex())
                .put("prev_state_root", commitment.prevStateRoot().toHex())
                .put("new_state_root", commitment.newStateRoot().toHex())
                .put("commitment_signature", hex(commitment.signature()))
                .put("sequencer_key_version", commitment.sequencerKeyVersion())
                .put("sequence_start", commitment.sequenceStart())
                .put("sequence_end", commitment.sequenceEnd())
                .put("event_count", commitment.leafCount())
                .put("committed_at", Json.time(commitment.committedAt()));
    }

    static @Nullable String hex(@Nullable Ed25519Signature signature) {
        return signature == null ? null : signature.toHex();
    }

    private static @Nullable Hash hashOrNull(Fields fields, String name) {
        return fields.has(name) ? fields.hash(name) : null;
    }

    /** Absent, as null, where no key signs. */
    private static int keyVersion(Fields commitment) {
        return commitment.has("sequencer_key_version") ? commitment.smallNumber("sequencer_key_version") : 0;
    }
}
