package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentKeyRoutesTest {

    private static final TestServer SERVER = TestServer.start();
    private static final Ed25519PublicKey KEY = SigningKey.generate().publicKey();

    private final UUID tenant = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<String> forms() {
        String base64 = Base64.getEncoder().encodeToString(KEY.toByteArray());
        return Stream.of(
                KEY.toHex(),
                KEY.toHex().toUpperCase(Locale.ROOT),
                "0x" + KEY.toHex(),
                base64,
                base64.replace("=", ""),
                Base64.getUrlEncoder().encodeToString(KEY.toByteArray()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(KEY.toByteArray()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_key_may_be_written_in_any_of_its_forms(String publicKey) {
        assertThat(register(1, publicKey, "").body()).isEqualTo("""
                        {"success":true,"tenant_id":"%s","agent_id":"%s","key_id":1,"algorithm":"ed25519",\
                        "public_key":"%s","valid_from":null,"valid_to":null,"revoked_at":null}""".formatted(tenant, agent, KEY.toHex()));
    }

    @Test
    void members_may_be_in_camel_case() {
        HttpResponse<String> response = SERVER.post("/agents/keys", """
                {"tenantId":"%s","agentId":"%s","keyId":7,"publicKey":"%s","validFrom":"2026-01-02T03:04:05.1234567+01:00",
                 "validTo":"2027-01-01T00:00:00Z","valid_to":null,"algorithm":"ed25519","x":{"y":[1]}}""".formatted(tenant, agent, KEY.toHex()));
        assertThat(response.body()).contains("\"success\":true", "\"key_id\":7");
        assertThat(directory().at("/keys/0").toString()).isEqualTo("""
                        {"keyId":7,"algorithm":"ed25519","publicKey":"%s","validFrom":"2026-01-02T02:04:05.123456Z",\
                        "validTo":"2027-01-01T00:00:00.000000Z","revokedAt":null}""".formatted(KEY.toHex()));
        assertThat(SERVER.post(
                                "/agents/keys/revoke",
                                "{\"tenantId\":\"" + tenant + "\",\"agentId\":\"" + agent + "\",\"keyId\":7}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_same_key_again_is_a_success_and_changes_nothing() {
        HttpResponse<String> first = register(1, KEY.toHex(), ",\"valid_to\":\"2999-01-01T00:00:00Z\"");
        assertThat(register(1, "0x" + KEY.toHex(), "").body()).isEqualTo(first.body());
        revoke(1);
        assertThat(json(register(1, KEY.toHex(), "")).get("revoked_at").isNull())
                .isFalse();
    }

    @Test
    void a_key_is_never_replaced_by_another() {
        register(1, KEY.toHex(), "");
        HttpResponse<String> response =
                register(1, SigningKey.generate().publicKey().toHex(), "");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("key_conflict");
        assertThat(json(response).at("/error/message").asText())
                .isEqualTo("The key is refused: key_id 1 of agent " + agent + " is another key already.");
        assertThat(directory().get("keys").findValuesAsText("publicKey")).containsExactly(KEY.toHex());
    }

    @Test
    void a_revocation_is_answered_with_its_first_moment() {
        register(1, KEY.toHex(), "");
        JsonNode first = json(revoke(1));
        assertThat(first.get("success").asBoolean()).isTrue();
        assertThat(Duration.between(Instant.parse(first.get("revoked_at").asText()), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(json(revoke(1)).get("revoked_at")).isEqualTo(first.get("revoked_at"));
        assertThat(directory().at("/keys/0/revokedAt")).isEqualTo(first.get("revoked_at"));
    }

    @Test
    void a_key_that_is_not_there_cannot_be_revoked() {
        HttpResponse<String> response = revoke(9);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/message").asText())
                .isEqualTo("Agent " + agent + " has no key 9 in tenant " + tenant + ".");
    }

    @Test
    void the_directory_is_signed_anew_for_each_reader() {
        register(2, KEY.toHex(), "");
        register(1, SigningKey.generate().publicKey().toHex(), "");
        JsonNode first = directory();
        JsonNode second = directory();

        assertThat(first.get("agentId").asText()).isEqualTo(agent.toString());
        assertThat(first.get("tenantId").asText()).isEqualTo(tenant.toString());
        assertThat(first.at("/keys/0/keyId").asInt()).isEqualTo(1);
        assertThat(first.at("/keys/1/publicKey").asText()).isEqualTo(KEY.toHex());
        assertThat(first.get("signedAt").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");
        assertThat(Duration.between(Instant.parse(first.get("signedAt").asText()), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(Instant.parse(second.get("signedAt").asText()))
                .isAfterOrEqualTo(first.get("signedAt").asText());
        assertThat(isSigned(first)).isTrue();
        assertThat(isSigned(second)).isTrue();
        assertThat(isSigned(((ObjectNode) first).put("tenantId", agent.toString())))
                .isFalse();
    }

    @Test
    void an_agent_has_its_keys_in_one_tenant_only() {
        register(1, KEY.toHex(), "");
        JsonNode elsewhere = directory(UUID.randomUUID(), agent);
        assertThat(elsewhere.get("keys")).isEmpty();
        assertThat(isSigned(elsewhere)).isTrue();
        assertThat(directory(tenant, UUID.randomUUID()).get("keys")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "0200000000000000000000000000000000000000000000000000000000000000",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "8119e7c9d3b15db3c9e9cf95930e34e2fc029e48c131192b77f028535b56dd3c"
            })
    void a_key_that_cannot_be_valid_is_refused_with_its_reason(String publicKey) {
        HttpResponse<String> answer = register(1, publicKey, "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("public_key").doesNotContain("Exception");
    }

    private HttpResponse<String> register(long keyId, String publicKey, String members) {
        return SERVER.post("/agents/keys", """
                {"tenant_id":"%s","agent_id":"%s","key_id":%d,"public_key":"%s"%s}""".formatted(tenant, agent, keyId, publicKey, members));
    }

    private HttpResponse<String> revoke(long keyId) {
        return SERVER.post("/agents/keys/revoke", """
                {"tenant_id":"%s","agent_id":"%s","key_id":%d}""".formatted(tenant, agent, keyId));
    }

    private JsonNode directory() {
        return directory(tenant, agent);
    }

    private static JsonNode directory(UUID tenant, UUID agent) {
        return json(SERVER.get("/api/v1/agents/" + agent + "/signing-keys?tenant_id=" + tenant));
    }

    private static boolean isSigned(JsonNode directory) {
        return isSignedBy(
                Ed25519PublicKey.parse(
                        json(SERVER.get("/api/v1/sequencer")).get("public_key").asText()),
                directory);
    }

    /** Checks as an agent would: with nothing but the body and the key. */
    static boolean isSignedBy(Ed25519PublicKey sequencer, JsonNode directory) {
        ObjectNode body = directory.deepCopy();
        Ed25519Signature signature =
                Ed25519Signature.parse(body.remove("directorySignature").asText());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("VES_KEYDIR_V1".getBytes(StandardCharsets.US_ASCII));
            digest.update(CanonicalJson.parse(body.toString()).toByteArray());
            Hash hash = Hash.parse(HexFormat.of().formatHex(digest.digest()));
            return SignatureVerifier.bouncyCastle().verify(sequencer, hash, signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
