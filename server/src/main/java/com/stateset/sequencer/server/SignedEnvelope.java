package com.stateset.sequencer.server;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SignatureClaim;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A signed event, as its members come. Not thread-safe. */
final class SignedEnvelope extends EventEnvelope {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final EnvelopeReader json;

    private @Nullable Long vesVersion;
    private @Nullable UUID sourceAgent;
    private @Nullable Long agentKeyId;
    private @Nullable Long payloadKind;
    private @Nullable String payloadPlainHash;
    private @Nullable String payloadCipherHash;
    private @Nullable String signature;

    SignedEnvelope(EnvelopeReader json) {
        super(json);
        this.json = json;
    }

    @Override
    void readOwnMember(String name) {
        switch (name) {
            case "ves_version" -> vesVersion = json.integer();
            case "source_agent_id" -> sourceAgent = json.uuid();
            case "agent_key_id" -> agentKeyId = json.integer();
            case "payload_kind" -> payloadKind = json.integer();
            case "payload_plain_hash" -> payloadPlainHash = json.string();
            case "payload_cipher_hash" -> payloadCipherHash = json.string();
            case "agent_signature" -> signature = json.string();
            default -> json.skip();
        }
    }

    /** An encrypted event brings its payload elsewhere; it is to be refused for its kind, and not for what it lacks. */
    @Override
    byte @Nullable [] payloadIfNone() {
        return kind() == Event.PLAIN_PAYLOAD_KIND ? null : NULL;
    }

    @Override
    void complete(NewEvent.Builder event) {
        event.sourceAgent(json.require("source_agent_id", sourceAgent))
                .signature(new SignatureClaim(
                        json.require("ves_version", vesVersion),
                        json.require("agent_key_id", agentKeyId),
                        kind(),
                        json.require("payload_plain_hash", payloadPlainHash),
                        payloadCipherHash,
                        json.require("agent_signature", signature)));
    }

    private long kind() {
        return payloadKind == null ? Event.PLAIN_PAYLOAD_KIND : payloadKind;
    }
}
