package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.protocol.anchor.AnchorAnswer;
import com.stateset.sequencer.protocol.anchor.AnchorNotice;
import com.stateset.sequencer.protocol.anchor.PendingCommitments;
import com.stateset.sequencer.server.http.AnchorAccess;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.StoredCommitment;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * For programs that anchor commitments on a chain of blocks: what is to be anchored, and what has been. At the paths, and in the forms,
 * that the anchorer of the original sequencer expects, which lie beside {@code /api}. The server sends no transaction and looks none up:
 * it keeps what it is told, once.
 */
public final class AnchorRoutes {

    private static final String PATH = "/v1/commitments";

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final AnchorAccess access;

    public AnchorRoutes(Sequencer sequencer, RequestBody bodies, AnchorAccess access) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.access = access;
    }

    public void register(Api api) {
        api.getAsAnchorer(PATH + "/pending", access, this::pending);
        api.postAsAnchorer(PATH + "/{batch_id}/anchored", access, this::anchored);
    }

    private void pending(Context call) throws IOException {
        List<Commitment> commitments = anchors().pending(Query.of(call).largeLimit()).stream()
                .map(StoredCommitment::complete)
                .toList();
        Answer.write(call, PendingCommitments.of(commitments));
    }

    /** The same transaction may be told of again, and with a block that was not known before: what was told first stays. */
    private void anchored(Context call) throws IOException {
        UUID batchId = PathParameter.uuid(call, "batch_id");
        ChainAnchor told = bodies.read(call, AnchorNotice.class).anchor();
        boolean isNew = anchors().anchor(batchId, told);
        ChainAnchor kept = isNew ? told : kept(batchId);
        if (!kept.transaction().equals(told.transaction()) || kept.chainId() != told.chainId()) {
            throw new ApiException(ApiError.of(
                    409, "already_anchored", "Another transaction has anchored the commitment " + batchId + "."));
        }
        Answer.write(call, AnchorAnswer.of(batchId, isNew, kept));
    }

    private ChainAnchor kept(UUID batchId) {
        ChainAnchor kept = anchors().find(List.of(batchId)).get(batchId);
        if (kept == null) {
            throw new ApiException(ApiError.notFound("There is no commitment " + batchId + "."));
        }
        return kept;
    }

    private AnchorStore anchors() {
        return sequencer
                .anchors()
                .orElseThrow(() -> new ApiException(
                        ApiError.of(501, "not_supported", "The store of this server keeps no anchors.")));
    }
}
