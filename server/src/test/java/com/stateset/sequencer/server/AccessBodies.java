package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.AGENT;
import static com.stateset.sequencer.server.AccessFixture.STORE;
import static com.stateset.sequencer.server.AccessFixture.TENANT;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.EncryptionKeyRegistration;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What is sent to each route of an {@link AccessFixture}. */
final class AccessBodies {

    /** Speaks for the encryption key. */
    static final AgentSigner SIGNER = new AgentSigner(AGENT, 1, SigningKey.generate());

    private static final String PUBLIC_KEY = SIGNER.key().publicKey().toHex();
    private static final EncryptionKey ENCRYPTION_KEY = SIGNER.authorize(
            TENANT, new RecipientKey(7, X25519PrivateKey.generate().publicKey()));

    private AccessBodies() {}

    /** The query of such a call names nothing: what the body names has to be seen there. */
    static String of(String route) {
        String stream = "\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"";
        String agentKey = "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":1";
        return switch (route.replaceFirst(".*/api/v1", "")
                .replaceFirst("^[A-Z]+ ", "")
                .replace("/ves", "")) {
            case "/v1/commitments/{batch_id}/anchored" ->
                "{\"chain_tx_hash\":\"0x" + hash() + "\",\"chain_id\":84532001}";
            case "/events/ingest", "/events/ingest/chained" ->
                route.contains("/ves/") ? signedBatch() : batch(TENANT, STORE, UUID.randomUUID());
            case "/events/scoped" -> "{" + stream + ",\"scope\":{\"entity_types\":[\"order\"]},\"from\":1}";
            case "/events/ingest/conditional" ->
                (route.contains("/ves/") ? signedBatch() : batch(TENANT, STORE, UUID.randomUUID()))
                        .replaceFirst("\\{", "{\"append_condition\":{\"query\":[{\"tags\":[\"none\"]}]},");
            case "/commitments" -> "{" + stream + ",\"sequence_start\":1,\"sequence_end\":1}";
            case "/proofs/verify" ->
                "{\"leaf_hash\":\"" + hash() + "\",\"merkle_root\":\"" + hash()
                        + "\",\"proof_path\":[],\"leaf_index\":0,\"leaf_count\":1}";
            case "/schemas" ->
                "{\"tenantId\":\"" + TENANT
                        + "\",\"eventType\":\"order.placed\",\"schemaJson\":{},\"compatibility\":\"full\"}";
            case "/schemas/validate" ->
                "{\"tenantId\":\"" + TENANT + "\",\"eventType\":\"order.placed\",\"payload\":1}";
            case "/schemas/{schema_id}/status" -> "{\"status\":\"archived\"}";
            case "/history/accept" -> "{" + stream + "}";
            case "/entities/erase" ->
                "{" + stream + ",\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"by\":\"dpo\",\"reason\":\"why\"}";
            case "/agents/register" -> "{\"name\":\"a new agent\",\"storeIds\":[\"" + STORE + "\"]}";
            case "/agents/keys" -> agentKey + ",\"public_key\":\"" + PUBLIC_KEY + "\"}";
            case "/agents/keys/revoke" -> agentKey + "}";
            case "/agents/encryption-keys" ->
                new String(ProtocolJson.write(EncryptionKeyRegistration.of(ENCRYPTION_KEY)), StandardCharsets.UTF_8);
            case "/agents/encryption-keys/revoke" -> agentKey.replace("\"key_id\":1", "\"key_id\":7") + "}";
            case "/agents/devices" ->
                agentKey
                        + ",\"install_id\":\"%1$s\",\"mark\":\"%1$s\",\"next_mark\":\"%1$s\"}"
                                .formatted(UUID.randomUUID());
            default -> "{\"tenantId\":\"" + TENANT + "\",\"storeIds\":[\"" + STORE + "\"]}";
        };
    }

    private static String signedBatch() {
        String event = """
                {"ves_version":1,"event_id":"%s","tenant_id":"%s","store_id":"%s","source_agent_id":"%s","agent_key_id":1,
                 "entity_type":"order","entity_id":"o-1","event_type":"order.placed","created_at":"2026-01-02T03:04:05Z",
                 "payload_kind":0,"payload":{},"payload_plain_hash":"%s","payload_cipher_hash":"%s","agent_signature":"%s"}
                """.formatted(UUID.randomUUID(), TENANT, STORE, AGENT, hash(), "0".repeat(64), "0".repeat(128));
        return "{\"agent_id\":\"" + AGENT + "\",\"events\":[" + event + "]}";
    }

    static String batch(UUID tenant, UUID store, UUID eventId) {
        return Sent.batch(Sent.event(eventId, "o-1", "{}"))
                .replace(Sent.TENANT, tenant.toString())
                .replace(Sent.STORE, store.toString())
                .replace(Sent.AGENT, AGENT.toString());
    }

    private static String hash() {
        return "ab".repeat(Hash.LENGTH);
    }
}
