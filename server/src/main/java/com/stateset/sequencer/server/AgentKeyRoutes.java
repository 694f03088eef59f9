package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.AgentKeys;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519Signature;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** The registry of the agents' public keys. */
final class AgentKeyRoutes {

    private final AgentKeys keys;
    private final SequencerIdentity identity;
    private final RequestBody bodies;

    AgentKeyRoutes(Sequencer sequencer, RequestBody bodies) {
        this.keys = sequencer.agentKeys();
        this.identity = sequencer.identity();
        this.bodies = bodies;
    }

    void register(Api api) {
        api.post("/agents/keys", this::register);
        api.post("/agents/keys/revoke", this::revoke);
        api.get("/agents/{agent_id}/signing-keys", this::directory);
    }

    private void register(Context call) throws IOException {
        AgentKey registered = keys.register(bodies.read(call, AgentKeyRequest::readKey));
        Json.answer(call, json -> writeSuccess(json, registered));
    }

    private void revoke(Context call) throws IOException {
        AgentKeyName name = bodies.read(call, AgentKeyRequest::readName);
        AgentKey revoked = keys.revoke(name.tenantId(), name.agentId(), name.keyId())
                .orElseThrow(() -> new ApiException(ApiError.notFound("Agent " + name.agentId() + " has no key "
                        + name.keyId() + " in tenant " + name.tenantId() + ".")));
        Json.answer(call, json -> writeSuccess(json, revoked));
    }

    private void directory(Context call) throws IOException {
        UUID tenantId = Query.of(call).tenant();
        UUID agentId = PathParameter.uuid(call, "agent_id");
        KeyDirectory directory = new KeyDirectory(
                agentId, tenantId, keys.of(tenantId, agentId), Instant.now().truncatedTo(ChronoUnit.MICROS));
        Optional<Ed25519Signature> signature = identity.sign(directory.hash());
        Json.answer(call, json -> directory.write(json, signature));
    }

    private static void writeSuccess(JsonGenerator json, AgentKey key) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("success", true);
        json.writeStringField("tenant_id", key.tenantId().toString());
        json.writeStringField("agent_id", key.agentId().toString());
        json.writeNumberField("key_id", key.keyId());
        json.writeStringField("algorithm", KeyDirectory.ALGORITHM);
        json.writeStringField("public_key", key.publicKey().toHex());
        json.writeStringField("valid_from", Timestamp.textOrNull(key.validFrom()));
        json.writeStringField("valid_to", Timestamp.textOrNull(key.validTo()));
        json.writeStringField("revoked_at", Timestamp.textOrNull(key.revokedAt()));
        json.writeEndObject();
    }
}
