package com.stateset.sequencer.server;

import com.stateset.sequencer.event.NewEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event without a signature, as its members come. Not thread-safe. */
final class UnsignedEnvelope extends EventEnvelope {

    private final EnvelopeReader json;

    private @Nullable String payloadHash;
    private @Nullable UUID sourceAgent;

    UnsignedEnvelope(EnvelopeReader json) {
        super(json);
        this.json = json;
    }

    @Override
    void readOwnMember(String name) {
        switch (name) {
            case "payload_hash" -> payloadHash = json.string();
            case "source_agent" -> sourceAgent = json.uuid();
            default -> json.skip();
        }
    }

    @Override
    byte @Nullable [] payloadIfNone() {
        return null;
    }

    @Override
    void complete(NewEvent.Builder event) {
        event.payloadHash(payloadHash).sourceAgent(json.require("source_agent", sourceAgent));
    }
}
