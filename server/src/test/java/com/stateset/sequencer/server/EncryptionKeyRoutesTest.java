package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.protocol.http.RemoteEncryptionKeys;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.EncryptionKeyDirectory;
import com.stateset.sequencer.protocol.keys.EncryptionKeyRegistration;
import com.stateset.sequencer.protocol.keys.EncryptionKeyStatus;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncryptionKeyRoutesTest {

    private static final String ROUTE = "/agents/encryption-keys";

    private final UUID tenant = UUID.randomUUID();
    private final AgentSigner till = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private final SigningKey sequencerKey = SigningKey.generate();
    private final TestServer server = TestServer.start(
            SqliteEventStore.inMemory(), sequencing -> sequencing.signingKey(sequencerKey), serving -> {});

    @BeforeEach
    void registerAgent() {
        assertThat(server.post("/agents/keys", """
                {"tenant_id":"%s","agent_id":"%s","key_id":1,"public_key":"%s"}""".formatted(
                                        tenant, till.agentId(), till.key().publicKey()))
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_key_is_registered_listed_and_revoked() {
        EncryptionKey key = key(7);
        JsonNode status = json(register(key));
        assertThat(status.get("key_type").asInt()).isEqualTo(2);
        assertThat(json(register(key))).isEqualTo(status);
        EncryptionKeyDirectory directory = directory();
        assertThat(directory.toKeys()).containsExactly(key);
        HttpResponse<String> revoked = server.post(ROUTE + "/revoke", """
                {"tenant_id":"%s","agent_id":"%s","key_id":7}""".formatted(tenant, till.agentId()));
        assertThat(json(revoked).get("revoked_at").isTextual()).isTrue();
        assertThat(directory().toKeys()).singleElement().satisfies(each -> {
            assertThat(each.revokedAt()).isNotNull();
            assertThat(each.isSameKey(key)).isTrue();
        });
        RemoteEncryptionKeys keys =
                SequencerClient.to(URI.create(server.url()), TestServer.KEY).encryptionKeys();
        assertThat(keys.revoke(new KeyRevocation(tenant, till.agentId(), 7)))
                .map(EncryptionKeyStatus::revokedAt)
                .contains(directory().toKeys().get(0).revokedAt());
        assertThat(keys.revoke(new KeyRevocation(tenant, till.agentId(), 8))).isEmpty();
    }

    @Test
    void what_is_not_signed_for_or_taken_is_refused() {
        EncryptionKey key = key(7);
        register(key);
        assertThat(register(key(7)).statusCode()).isEqualTo(409);
        assertThat(register(new EncryptionKey(tenant, till.agentId(), key(8).key(), 1, key.signature(), null))
                        .statusCode())
                .isEqualTo(403);
        String body = new String(ProtocolJson.write(EncryptionKeyRegistration.of(key(9))), StandardCharsets.UTF_8);
        assertThat(server.post(ROUTE, body.replace("\"key_type\":2", "\"key_type\":1"))
                        .body())
                .contains("$.key_type");
        assertThat(server.post(
                                ROUTE,
                                body.replaceAll(
                                        "\"public_key\":\"[0-9a-f]+\"", "\"public_key\":\"" + "0".repeat(64) + "\""))
                        .body())
                .contains("$.public_key", "small order");
        assertThat(server.post("/agents/keys", body).statusCode()).isEqualTo(400);
    }

    private EncryptionKeyDirectory directory() {
        String text = server.get("/api/v1/agents/" + till.agentId() + "/encryption-keys?tenant_id=" + tenant)
                .body();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Ed25519Signature signature =
                Ed25519Signature.parse(json(text).get("directorySignature").asText());
        assertThat(SignatureVerifier.bouncyCastle()
                        .verify(sequencerKey.publicKey(), EncryptionKeyDirectory.signedHash(utf8), signature))
                .isTrue();
        return ProtocolJson.read(utf8, EncryptionKeyDirectory.class);
    }

    private HttpResponse<String> register(EncryptionKey key) {
        return server.post(
                ROUTE, new String(ProtocolJson.write(EncryptionKeyRegistration.of(key)), StandardCharsets.UTF_8));
    }

    private EncryptionKey key(long keyId) {
        return till.authorize(
                tenant, new RecipientKey(keyId, X25519PrivateKey.generate().publicKey()));
    }
}
