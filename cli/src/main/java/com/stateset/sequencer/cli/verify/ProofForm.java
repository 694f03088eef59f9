package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;

/** A proof as readers get it: PROTOCOL section 5. */
final class ProofForm {

    private ProofForm() {}

    static EventProof read(StreamId stream, Fields fields) {
        return new EventProof(
                stream,
                fields.number("sequence_number"),
                fields.uuid("batch_id"),
                fields.hash("leaf_hash"),
                new InclusionProof(
                        fields.number("leaf_index"), fields.number("leaf_count"), fields.hashes("proof_path")));
    }

    static ObjectNode write(EventProof proof, Commitment commitment) {
        ObjectNode fields = Json.object()
                .put("sequence_number", proof.sequenceNumber())
                .put("batch_id", proof.batchId().toString())
                .put("merkle_root", commitment.merkleRoot().toHex())
                .put("events_root", commitment.merkleRoot().toHex())
                .put("leaf_hash", proof.leafHash().toHex())
                .put("leaf_index", proof.path().leafIndex())
                .put("leaf_count", proof.path().leafCount());
        ArrayNode path = fields.putArray("proof_path");
        proof.path().path().forEach(hash -> path.add(hash.toHex()));
        ArrayNode directions = fields.putArray("directions");
        proof.path().directions().forEach(directions::add);
        return fields;
    }
}
