package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StoredCommitment;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes commitments as PROTOCOL section 5 gives them: some values under two names, because both are in use. */
final class CommitmentJson {

    private CommitmentJson() {}

    /** State roots that are missing are null. */
    static void write(JsonGenerator json, StoredCommitment commitment) throws IOException {
        int leafCount = (int) (commitment.sequenceEnd() - commitment.sequenceStart() + 1);
        int treeDepth = Integer.SIZE - Integer.numberOfLeadingZeros(leafCount - 1);
        Ed25519Signature signature = commitment.signature();
        json.writeStartObject();
        json.writeStringField("batch_id", commitment.batchId().toString());
        json.writeStringField("tenant_id", commitment.stream().tenantId().toString());
        json.writeStringField("store_id", commitment.stream().storeId().toString());
        json.writeNumberField("ves_version", commitment.vesVersion());
        json.writeNumberField("tree_depth", treeDepth);
        json.writeNumberField("leaf_count", leafCount);
        json.writeNumberField("padded_leaf_count", 1 << treeDepth);
        json.writeStringField("merkle_root", commitment.merkleRoot().toHex());
        json.writeStringField("events_root", commitment.merkleRoot().toHex());
        json.writeStringField("prev_state_root", hexOrNull(commitment.prevStateRoot()));
        json.writeStringField("new_state_root", hexOrNull(commitment.newStateRoot()));
        json.writeStringField("commitment_signature", signature == null ? null : signature.toHex());
        json.writeNumberField("sequencer_key_version", commitment.sequencerKeyVersion());
        json.writeNumberField("sequence_start", commitment.sequenceStart());
        json.writeNumberField("sequence_end", commitment.sequenceEnd());
        json.writeNumberField("event_count", leafCount);
        json.writeStringField("committed_at", Timestamp.text(commitment.committedAt()));
        json.writeBooleanField("is_anchored", false);
        json.writeNullField("chain_tx_hash");
        json.writeEndObject();
    }

    private static @Nullable String hexOrNull(@Nullable Hash hash) {
        return hash == null ? null : hash.toHex();
    }
}
