package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** An agent that signs what it sends to a stream of its own tenant. */
public final class SigningAgent {

    private final StreamId stream;
    private final AgentSigner signer;

    private SigningAgent(StreamId stream, AgentSigner signer) {
        this.stream = stream;
        this.signer = signer;
    }

    /** An agent whose key 1 is registered, in a tenant that no other test uses. */
    public static SigningAgent registeredAt(TestServer server) {
        SigningAgent agent = new SigningAgent(
                new StreamId(UUID.randomUUID(), UUID.randomUUID()),
                new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate()));
        agent.register(server);
        return agent;
    }

    /** The same agent with another key, which is not registered. */
    public SigningAgent withNewKey(long keyId) {
        return new SigningAgent(stream, new AgentSigner(signer.agentId(), keyId, SigningKey.generate()));
    }

    /** The same agent with the same key in another tenant, where it is not registered. */
    public SigningAgent inAnotherTenant() {
        return new SigningAgent(new StreamId(UUID.randomUUID(), UUID.randomUUID()), signer);
    }

    public UUID id() {
        return signer.agentId();
    }

    public UUID tenant() {
        return stream.tenantId();
    }

    /** The query that names the stream. */
    public String query() {
        return "tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
    }

    /** The members that name the stream in a body. */
    public String streamMembers() {
        return "\"tenant_id\":\"" + stream.tenantId() + "\",\"store_id\":\"" + stream.storeId() + "\"";
    }

    /** The members that name the key in a body. */
    public String keyMembers() {
        return "\"tenant_id\":\"" + tenant() + "\",\"agent_id\":\"" + id() + "\",\"key_id\":" + signer.keyId();
    }

    public String publicKey() {
        return signer.key().publicKey().toHex();
    }

    /** Registers the key; other members may follow. */
    public void register(TestServer server, String... members) {
        String more = List.of(members).stream().map(member -> "," + member).collect(Collectors.joining());
        HttpResponse<String> response = server.post(
                "/agents/keys", "{" + keyMembers() + ",\"public_key\":\"" + publicKey() + "\"" + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    public void revoke(TestServer server) {
        HttpResponse<String> response = server.post("/agents/keys/revoke", "{" + keyMembers() + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    public ObjectNode event(String entityId, String payload) {
        return event(newEvent(entityId, payload).build());
    }

    public static NewEvent.Builder newEvent(String entityId, String payload) {
        return NewEvent.builder()
                .entity("order", entityId)
                .eventType("order.placed")
                .createdAt("2026-01-02T03:04:05.123456789+01:00")
                .payload(payload);
    }

    /** The signed envelope of an event. */
    public ObjectNode event(NewEvent event) {
        NewEvent signed = signer.sign(stream, event);
        SignatureClaim claim = signed.signature();
        ObjectNode wire = JsonNodeFactory.instance.objectNode();
        wire.put("ves_version", claim.vesVersion());
        wire.put("event_id", signed.eventId().toString());
        wire.put("tenant_id", stream.tenantId().toString());
        wire.put("store_id", stream.storeId().toString());
        wire.put("source_agent_id", signed.sourceAgent().toString());
        wire.put("agent_key_id", claim.agentKeyId());
        wire.put("entity_type", signed.entityType());
        wire.put("entity_id", signed.entityId());
        wire.put("event_type", signed.eventType());
        wire.put("created_at", signed.createdAt());
        wire.put("payload_kind", claim.payloadKind());
        wire.set("payload", json(new String(signed.payload(), StandardCharsets.UTF_8)));
        wire.put("payload_plain_hash", "0x" + claim.payloadPlainHash());
        wire.put("payload_cipher_hash", "0x" + claim.payloadCipherHash());
        wire.put("agent_signature", "0x" + claim.signature());
        if (signed.commandId() != null) {
            wire.put("command_id", signed.commandId().toString());
        }
        if (signed.baseVersion() != null) {
            wire.put("base_version", signed.baseVersion());
        }
        return (ObjectNode) json(wire.toString());
    }

    public String batch(JsonNode... events) {
        return batch(List.of(events));
    }

    public String batch(List<? extends JsonNode> events) {
        return "{\"agentId\":\"" + id() + "\",\"events\":" + events + "}";
    }

    public HttpResponse<String> send(TestServer server, JsonNode... events) {
        HttpResponse<String> response = server.post("/ves/events/ingest", batch(events));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }
}
