package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.protocol.anchor.AnchorAnswer;
import com.stateset.sequencer.protocol.anchor.AnchorNotice;
import com.stateset.sequencer.protocol.anchor.PendingCommitments;
import com.stateset.sequencer.server.http.AnchorAccess;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.StoredCommitment;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    private final AuditLog audit;

    public AnchorRoutes(Sequencer sequencer, RequestBody bodies, AnchorAccess access, AuditLog audit) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.access = access;
        this.audit = audit;
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
        boolean isNew = find(batchId).isEmpty() && anchor(call, commitment(batchId), told);
        ChainAnchor kept = isNew ? told : find(batchId).orElseThrow();
        if (!kept.transaction().equals(told.transaction()) || kept.chainId() != told.chainId()) {
            throw new ApiException(ApiError.of(
                    409, "already_anchored", "Another transaction has anchored the commitment " + batchId + "."));
        }
        Answer.write(call, AnchorAnswer.of(batchId, isNew, kept));
    }

    /** Writes it down, too; also if another one was first in the same moment. */
    private boolean anchor(Context call, StoredCommitment commitment, ChainAnchor told) {
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("store_id", commitment.stream().storeId().toString());
        details.put("chain_id", told.chainId());
        details.put("chain_tx_hash", told.transaction().toHex());
        details.put("block_number", told.blockNumber());
        UUID batchId = commitment.batchId();
        AuditDeed deed = CallDeed.of(
                call,
                commitment.stream().tenantId(),
                AuditAction.COMMITMENT_ANCHORED,
                new EntityRef("commitment", batchId.toString()),
                details);
        return audit.perform(
                deed,
                () -> anchors().anchor(batchId, told),
                isFirst -> isFirst ? Map.of() : Map.of("anchored_before", true));
    }

    private StoredCommitment commitment(UUID batchId) {
        return sequencer
                .commitments()
                .find(batchId)
                .orElseThrow(() -> new ApiException(ApiError.notFound("There is no commitment " + batchId + ".")));
    }

    private Optional<ChainAnchor> find(UUID batchId) {
        return Optional.ofNullable(anchors().find(List.of(batchId)).get(batchId));
    }

    private AnchorStore anchors() {
        return sequencer
                .anchors()
                .orElseThrow(() -> new ApiException(
                        ApiError.of(501, "not_supported", "The store of this server keeps no anchors.")));
    }
}
