package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidMessagesTest {

    private static final TestServer SERVER = TestServer.start();
    private static final SigningAgent AGENT_WITH_KEY = SigningAgent.registeredAt(SERVER);
    private static final String KEY_NAME =
            "\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":1";
    private static final String PUBLIC_KEY =
            "\"public_key\":\"d9024b1137884464756426f487746a58eae838be59b32a28ed54f728e21c6785\"";
    private static final String STREAM = "\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"";
    private static final String LEAF = "\"leaf_hash\":\"" + "0".repeat(64) + "\"";
    private static final String ROOT = "\"merkle_root\":\"" + "0".repeat(64) + "\"";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> batches() {
        ObjectNode good = AGENT_WITH_KEY.event("o-1", "{}");
        return Stream.of(
                arguments("", "$", "the body is empty"),
                arguments("[]", "$", "must be an object, not an array"),
                arguments("{}", "$.agentId", "is missing"),
                arguments("{\"agentId\":1}", "$.agentId", "must be a string, not an integer"),
                arguments("{\"agentId\":\"x\"}", "$.agentId", Sent.NO_UUID),
                arguments(
                        "{\"agentId\":\"" + AGENT + "\",\"agent_id\":\"" + TENANT + "\"}",
                        "$.agent_id",
                        "contradicts what stands under its other name"),
                arguments("{\"agentId\":\"" + AGENT + "\"}", "$.events", "is missing"),
                arguments(AGENT_WITH_KEY.batch(), "$.events", "is empty"),
                arguments(
                        AGENT_WITH_KEY.batch(Collections.nCopies(1001, good)),
                        "$.events",
                        "holds more than 1000 events, the most of one batch"),
                without("ves_version"),
                without("event_id"),
                without("tenant_id"),
                without("store_id"),
                without("source_agent_id"),
                without("agent_key_id"),
                without("entity_type"),
                without("entity_id"),
                without("event_type"),
                without("created_at"),
                without("payload"),
                without("payload_plain_hash"),
                without("agent_signature"),
                altered("ves_version", event -> event.put("ves_version", "1"), "must be an integer, not a string"),
                altered(
                        "agent_key_id",
                        event -> event.put("agent_key_id", 1.5),
                        "must be an integer, not a number with a fraction or exponent"),
                altered("payload_kind", event -> event.put("payload_kind", true), "must be an integer, not a boolean"),
                altered(
                        "payload_plain_hash",
                        event -> event.put("payload_plain_hash", 1),
                        "must be a string, not an integer"),
                altered(
                        "agent_signature",
                        event -> event.putObject("agent_signature"),
                        "must be a string, not an object"),
                altered(
                        "agent_signature_scheme",
                        event -> event.put("agent_signature_scheme", "1"),
                        "must be an integer, not a string"),
                altered(
                        "store_id",
                        event -> event.put("store_id", TENANT),
                        "is not that of the first event; all events of a batch belong to one stream"));
    }

    private static Arguments without(String member) {
        return altered(member, event -> event.remove(member), "is missing");
    }

    private static Arguments altered(String member, Consumer<ObjectNode> alteration, String problem) {
        ObjectNode event = AGENT_WITH_KEY.event("o-1", "{}");
        alteration.accept(event);
        return arguments(
                AGENT_WITH_KEY.batch(AGENT_WITH_KEY.event("o-1", "{}"), event), "$.events[1]." + member, problem);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void a_batch_that_cannot_be_typed_is_refused(String body, String path, String problem) {
        assertRefused(SERVER.post("/ves/events/ingest", body), path, problem);
        assertThat(json(SERVER.get("/api/v1/head?" + AGENT_WITH_KEY.query()))
                        .get("head_sequence")
                        .asLong())
                .isZero();
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                arguments("null", "$", "must be an object, not null"),
                arguments("{}", "$.key_id", "is missing"),
                arguments("{\"key_id\":1}", "$.tenant_id", "is missing"),
                arguments("{\"key_id\":\"1\"}", "$.key_id", "must be an integer, not a string"),
                arguments("{\"keyId\":-1}", "$.key_id", "must be an unsigned 32-bit number"),
                arguments("{\"keyId\":4294967296}", "$.key_id", "must be an unsigned 32-bit number"),
                arguments("{\"key_id\":1,\"keyId\":2}", "$.keyId", "contradicts what stands under its other name"),
                arguments("{\"tenantId\":\"" + TENANT + "x\"}", "$.tenantId", Sent.NO_UUID),
                arguments("{\"tenant_id\":\"" + TENANT + "\",\"key_id\":1}", "$.agent_id", "is missing"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_that_is_not_named_is_refused(String body, String path, String problem) {
        assertRefused(SERVER.post("/agents/keys", body), path, problem);
        assertRefused(SERVER.post("/agents/keys/revoke", body), path, problem);
    }

    static Stream<Arguments> registrations() {
        return Stream.of(
                arguments("{" + KEY_NAME + "}", "$.public_key", "is missing"),
                arguments("{" + KEY_NAME + ",\"publicKey\":\"\"}", "$.publicKey", Sent.NO_PUBLIC_KEY),
                arguments("{" + KEY_NAME + ",\"publicKey\":\"0x12\"}", "$.publicKey", Sent.NO_PUBLIC_KEY),
                arguments(
                        "{" + KEY_NAME + ",\"publicKey\":\"" + "g".repeat(64) + "\"}",
                        "$.publicKey",
                        Sent.NO_PUBLIC_KEY),
                arguments(
                        "{" + KEY_NAME + ",\"publicKey\":\"" + "A".repeat(42) + "\"}",
                        "$.publicKey",
                        Sent.NO_PUBLIC_KEY),
                arguments(
                        "{" + KEY_NAME + ",\"publicKey\":\"" + "A".repeat(100_000) + "\"}",
                        "$.publicKey",
                        Sent.NO_PUBLIC_KEY),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"valid_from\":\"2026-01-02\"}",
                        "$.valid_from",
                        "must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"validTo\":\"2026-02-30T00:00:00Z\"}",
                        "$.validTo",
                        "must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"valid_to\":1767323045}",
                        "$.valid_to",
                        "must be a string, not an integer"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY
                                + ",\"valid_from\":\"2026-01-02T00:00:00Z\",\"valid_to\":\"2026-01-02T00:00:00Z\"}",
                        "$.valid_to",
                        "must be later than valid_from"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"key_type\":2}",
                        "$.key_type",
                        "is 2; no other type of key than 0 and 1, for signing, is supported"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"keyAlgorithm\":3}",
                        "$.keyAlgorithm",
                        "is 3; no other algorithm than 0 and 1, Ed25519, is supported"),
                arguments(
                        "{" + KEY_NAME + "," + PUBLIC_KEY + ",\"publicKeyBundle\":{}}",
                        "$.publicKeyBundle",
                        "is not supported; register one Ed25519 key"),
                arguments("{" + KEY_NAME + "," + PUBLIC_KEY + "}{}", "$", "there is more text after the value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"x\"", "true", "1.5", "[]"})
    void an_event_that_is_no_object_is_refused_in_our_words(String event) {
        for (String route : List.of("/events/ingest", "/ves/events/ingest")) {
            HttpResponse<String> answer =
                    SERVER.post(route, "{\"agent_id\":\"" + AGENT + "\",\"events\":[" + event + "]}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("$.events[0]: must be an object, not a")
                    .doesNotContain("com.");
        }
    }

    @ParameterizedTest
    @MethodSource("registrations")
    void a_key_that_is_none_is_refused(String body, String path, String problem) {
        assertRefused(SERVER.post("/agents/keys", body), path, problem);
        assertThat(json(SERVER.get("/api/v1/agents/" + AGENT + "/signing-keys?tenant_id=" + TENANT))
                        .get("keys"))
                .isEmpty();
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                arguments("", "$", "the body is empty"),
                arguments("{}", "$.tenant_id", "is missing"),
                arguments("{\"tenant_id\":\"" + TENANT + "\"}", "$.store_id", "is missing"),
                arguments("{\"store_id\":\"1\"}", "$.store_id", Sent.NO_UUID),
                arguments(
                        "{" + STREAM + ",\"sequence_start\":\"1\"}",
                        "$.sequence_start",
                        "must be an integer, not a string"),
                arguments(
                        "{" + STREAM + ",\"sequence_end\":1e3}",
                        "$.sequence_end",
                        "must be an integer, not a number with a fraction or exponent"),
                arguments(
                        "{" + STREAM + ",\"sequence_end\":9223372036854775808}", "$.sequence_end", "is out of range"));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void a_range_that_cannot_be_typed_is_refused(String body, String path, String problem) {
        assertRefused(SERVER.post("/commitments", body), path, problem);
        assertRefused(SERVER.post("/ves/commitments", body), path, problem);
    }

    static Stream<Arguments> proofs() {
        return Stream.of(
                arguments("{}", "$.leaf_hash", "is missing"),
                arguments("{" + LEAF + "}", "$.merkle_root", "is missing"),
                arguments("{" + LEAF + "," + ROOT + "}", "$.proof_path", "is missing"),
                arguments("{" + LEAF + "," + ROOT + ",\"proof_path\":null}", "$.proof_path", "is missing"),
                arguments("{" + LEAF + "," + ROOT + ",\"proof_path\":[]}", "$.leaf_index", "is missing"),
                arguments("{\"leaf_hash\":\"0x12\"}", "$.leaf_hash", "must be 64 hex digits"),
                arguments("{\"events_root\":\"" + "x".repeat(64) + "\"}", "$.events_root", "must be 64 hex digits"),
                arguments(
                        "{" + ROOT + ",\"events_root\":\"" + "1".repeat(64) + "\"}",
                        "$.events_root",
                        "contradicts what stands under its other name"),
                arguments("{\"proof_path\":{}}", "$.proof_path", "must be an array, not an object"),
                arguments("{\"proof_path\":[null]}", "$.proof_path[0]", "must not be null"),
                arguments("{\"proof_path\":[\"\"]}", "$.proof_path[0]", "must be 64 hex digits"),
                arguments(
                        "{\"proof_path\":[" + String.join(",", Collections.nCopies(65, "\"" + "0".repeat(64) + "\""))
                                + "]}",
                        "$.proof_path[64]",
                        "is one hash too many; a path has at most 64"),
                arguments("{\"leaf_index\":\"0\"}", "$.leaf_index", "must be an integer, not a string"),
                arguments(
                        "{\"leaf_count\":1.0}",
                        "$.leaf_count",
                        "must be an integer, not a number with a fraction or exponent"));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void a_proof_that_cannot_be_typed_is_refused(String body, String path, String problem) {
        assertRefused(SERVER.post("/proofs/verify", body), path, problem);
        assertRefused(SERVER.post("/ves/proofs/verify", body), path, problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/ves/events/ingest", "/agents/keys", "/agents/keys/revoke", "/commitments", "/proofs/verify"})
    void a_body_that_is_too_large_is_refused(String path) {
        HttpResponse<String> response = SERVER.post(path, " ".repeat((10 << 20) + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("payload_too_large");
    }

    @Test
    void the_last_moments_that_can_be_written_are_accepted() {
        SigningAgent agent = SigningAgent.registeredAt(SERVER);
        agent.withNewKey(2)
                .register(
                        SERVER,
                        "\"valid_from\":\"0001-01-01T00:00:00Z\"",
                        "\"valid_to\":\"9999-12-31T23:59:59.999999999Z\"");
        JsonNode keys = json(SERVER.get("/api/v1/agents/" + agent.id() + "/signing-keys?tenant_id=" + agent.tenant()));
        assertThat(keys.at("/keys/1/validFrom").asText()).isEqualTo("0001-01-01T00:00:00.000000Z");
        assertThat(keys.at("/keys/1/validTo").asText()).isEqualTo("9999-12-31T23:59:59.999999Z");
    }

    private static void assertRefused(HttpResponse<String> response, String path, String problem) {
        JsonNode error = json(response).get("error");
        assertThat(error.get("message").asText()).isEqualTo(path + ": " + problem);
        assertThat(error.at("/details/path").asText()).isEqualTo(path);
        assertThat(error.get("code").asText()).isEqualTo("invalid_request");
        assertThat(response.statusCode()).isEqualTo(400);
    }
}
