package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.protocol.ProofClaim;
import com.stateset.sequencer.protocol.ProofVerdict;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.CommitmentStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Proves that events stand where they stand, and judges such proofs. */
public final class ProofRoutes {

    private final Sequencer sequencer;
    private final CommitmentStore commitments;
    private final RequestBody bodies;

    public ProofRoutes(Sequencer sequencer, RequestBody bodies) {
        this.sequencer = sequencer;
        this.commitments = sequencer.commitments();
        this.bodies = bodies;
    }

    public void register(Api api) {
        for (String path : List.of("/proofs", "/ves/proofs")) {
            api.postOnly(path + "/verify", Permission.READ, this::verify);
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
        Answer.write(call, WireProof.of(proof));
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
        Answer.write(call, ProofVerdict.of(bodies.read(call, ProofClaim.class)));
    }
}
