package com.stateset.sequencer.server.events;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.protocol.ErasureAnswer;
import com.stateset.sequencer.protocol.ErasureRequest;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey.Permission;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;

/** Erases entities, for administrators. Sending a request again is safe. */
public final class ErasureRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final AuditLog audit;

    public ErasureRoutes(Sequencer sequencer, RequestBody bodies, AuditLog audit) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.audit = audit;
    }

    public void register(Api api) {
        api.post("/entities/erase", Permission.ADMIN, this::erase);
    }

    /** An entity is no agent's own: an administrator of one agent erases nothing. */
    private void erase(Context call) throws IOException {
        ErasureRequest request = bodies.read(call, ErasureRequest.class);
        Principal principal = Principal.of(call);
        principal.require(request.stream());
        if (principal.agentId() != null) {
            throw Principal.refusal("An API key of one agent erases nothing.");
        }
        if (request.stream().isAuditLog()) {
            throw Principal.refusal("Nothing of an audit log is erased.");
        }
        Answer.write(
                call,
                ErasureAnswer.of(audit.perform(
                        deed(call, request),
                        () -> erase(request),
                        record -> Map.of("sequence_number", record.sequenceNumber()))));
    }

    private RecordedErasure erase(ErasureRequest request) {
        return sequencer.stream(request.stream())
                .erase(request.entity(), request.by(), request.reason())
                .orElseThrow(() ->
                        new ApiException(ApiError.notFound("The stream has no events of " + request.entity() + ".")));
    }

    /** Of the store, since all erasures of a store are looked for together, and an entity's id may be too long beside it. */
    private static AuditDeed deed(Context call, ErasureRequest request) {
        return CallDeed.of(
                call,
                request.tenantId(),
                AuditAction.ENTITY_ERASED,
                new EntityRef("store", request.storeId().toString()),
                Map.of(
                        "entity_type", request.entityType(),
                        "entity_id", request.entityId(),
                        "by", request.by(),
                        "reason", request.reason()));
    }
}
