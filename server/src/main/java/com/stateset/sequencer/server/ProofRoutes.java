package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.ProofProblem;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.CommitmentStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Proves that events stand where they stand, and judges such proofs. */
final class ProofRoutes {

    private final Sequencer sequencer;
    private final CommitmentStore commitments;
    private final RequestBody bodies;

    ProofRoutes(Sequencer sequencer, CommitmentStore commitments, RequestBody bodies) {
        this.sequencer = sequencer;
        this.commitments = commitments;
        this.bodies = bodies;
    }

    void register(Api api) {
        for (String path : List.of("/proofs", "/ves/proofs")) {
            api.postOnly(path + "/verify", this::verify);
            api.get(path + "/{sequence_number}", this::prove);
        }
    }

    private void prove(Context call) throws IOException {
        Query query = Query.of(call);
        Optional<UUID> batchId = query.batchId();
        EventProof proof = prove(query.stream(), PathParameter.number(call, "sequence_number"));
        batchId.filter(wanted -> !wanted.equals(proof.batchId())).ifPresent(wanted -> {
            throw new ApiException(ApiError.notFound("Event " + proof.sequenceNumber() + " is not in the commitment "
                    + wanted + ", but in " + proof.batchId() + "."));
        });
        Json.answer(call, json -> write(json, proof));
    }

    private EventProof prove(StreamId stream, long sequenceNumber) {
        try {
            return sequencer.stream(stream).prove(sequenceNumber);
        } catch (StoreFailedException e) {
            commitments.covering(stream, sequenceNumber).ifPresent(StateRoots::require);
            throw e;
        }
    }

    private void verify(Context call) throws IOException {
        ClaimedProof claim = bodies.read(call, ClaimedProof::read);
        Optional<ProofProblem> problem = claim.problem();
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeBooleanField("valid", problem.isEmpty());
            if (problem.isPresent()) {
                json.writeStringField("reason", problem.get().message());
            }
            json.writeStringField("leaf_hash", claim.leafHash().toHex());
            writeRoot(json, claim.root());
            json.writeNumberField("leaf_index", claim.leafIndex());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, EventProof proof) throws IOException {
        InclusionProof path = proof.path();
        json.writeStartObject();
        json.writeNumberField("sequence_number", proof.sequenceNumber());
        json.writeStringField("batch_id", proof.batchId().toString());
        writeRoot(json, InclusionProof.root(proof.leafHash(), path.leafIndex(), path.path()));
        json.writeStringField("leaf_hash", proof.leafHash().toHex());
        json.writeNumberField("leaf_index", path.leafIndex());
        json.writeNumberField("leaf_count", path.leafCount());
        json.writeArrayFieldStart("proof_path");
        for (Hash sibling : path.path()) {
            json.writeString(sibling.toHex());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("directions");
        for (boolean right : path.directions()) {
            json.writeBoolean(right);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Both names are in use. */
    private static void writeRoot(JsonGenerator json, Hash root) throws IOException {
        json.writeStringField("merkle_root", root.toHex());
        json.writeStringField("events_root", root.toHex());
    }
}
