package com.stateset.sequencer.server.events;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.protocol.ErasureAnswer;
import com.stateset.sequencer.protocol.ErasureRequest;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey.Permission;
import io.javalin.http.Context;
import java.io.IOException;

/** Erases entities, for administrators. Sending a request again is safe. */
public final class ErasureRoutes {

    private final Sequencer sequencer;
    private final RequestBody bodies;

    public ErasureRoutes(Sequencer sequencer, RequestBody bodies) {
        this.sequencer = sequencer;
        this.bodies = bodies;
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
        RecordedErasure record = sequencer.stream(request.stream())
                .erase(request.entity(), request.by(), request.reason())
                .orElseThrow(() ->
                        new ApiException(ApiError.notFound("The stream has no events of " + request.entity() + ".")));
        Answer.write(call, ErasureAnswer.of(record));
    }
}
