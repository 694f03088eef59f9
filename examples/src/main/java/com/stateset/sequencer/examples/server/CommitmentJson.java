package com.stateset.sequencer.examples.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.proof.Commitment;
import java.io.IOException;

/** Writes commitments as PROTOCOL section 5 gives them: some values under two names, because both are in use. */
final class CommitmentJson {

    private CommitmentJson() {}

    static void write(JsonGenerator json, Commitment commitment) throws IOException {
        Ed25519Signature signature = commitment.signature();
        json.writeStartObject();
        json.writeStringField("batch_id", commitment.batchId().toString());
        json.writeStringField("tenant_id", commitment.stream().tenantId().toString());
        json.writeStringField("store_id", commitment.stream().storeId().toString());
        json.writeNumberField("ves_version", commitment.vesVersion());
        json.writeNumberField("tree_depth", commitment.treeDepth());
        json.writeNumberField("leaf_count", commitment.leafCount());
        json.writeNumberField("padded_leaf_count", commitment.paddedLeafCount());
        json.writeStringField("merkle_root", commitment.merkleRoot().toHex());
        json.writeStringField("events_root", commitment.merkleRoot().toHex());
        json.writeStringField("prev_state_root", commitment.prevStateRoot().toHex());
        json.writeStringField("new_state_root", commitment.newStateRoot().toHex());
        json.writeStringField("commitment_signature", signature == null ? null : signature.toHex());
        json.writeNumberField("sequencer_key_version", commitment.sequencerKeyVersion());
        json.writeNumberField("sequence_start", commitment.sequenceStart());
        json.writeNumberField("sequence_end", commitment.sequenceEnd());
        json.writeNumberField("event_count", commitment.leafCount());
        json.writeStringField("committed_at", Timestamp.text(commitment.committedAt()));
        json.writeBooleanField("is_anchored", false);
        json.writeNullField("chain_tx_hash");
        json.writeEndObject();
    }
}
