package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.AGENT;
import static com.stateset.sequencer.server.AccessFixture.STORE;
import static com.stateset.sequencer.server.AccessFixture.TENANT;
import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.EncryptionKeyRegistration;
import com.stateset.sequencer.server.AccessFixture.Credential;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each deed of a caller leaves two entries in the audit log of its tenant. */
class AuditedCallsTest extends AuditedServer {

    @Test
    void api_keys_that_are_minted_and_revoked() {
        JsonNode minted = ok("POST", "/api-keys", "{\"label\":\"till 7\",\"readOnly\":true}", admin);
        String secret = minted.get("apiKey").asText();
        String prefix = KeySecret.hash(secret).toHex().substring(0, ApiKey.PREFIX_LENGTH);
        ok("DELETE", "/api-keys/" + prefix, null, admin);

        assertThat(lines(TENANT))
                .containsExactly(
                        "audit.begun begun api_key.created api_key/" + prefix,
                        "api_key.created done api_key.created api_key/" + prefix,
                        "audit.begun begun api_key.revoked api_key/" + prefix,
                        "api_key.revoked done api_key.revoked api_key/" + prefix);
        JsonNode created = payload(TENANT, 1);
        assertThat(created.get("actor").toString())
                .isEqualTo("{\"id\":\"" + prefixOf(admin) + "\",\"kind\":\"api_key\"}");
        assertThat(created.get("details").toString()).isEqualTo("{\"label\":\"till 7\",\"permission\":\"read\"}");
        assertThat(created.get("deed")).isEqualTo(payload(TENANT, 0).get("deed"));
    }

    @Test
    void agents_keys_that_are_registered_and_revoked_once() {
        String key = "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":1";
        String publicKey = SigningKey.generate().publicKey().toHex();
        String registration = key + ",\"public_key\":\"" + publicKey + "\"}";
        String agent = server.secret(Credential.OWN_AGENT_JWT);
        ok("POST", "/agents/keys", registration, agent);
        ok("POST", "/agents/keys", registration, agent);
        call(
                "POST",
                "/agents/keys",
                registration.replace(
                        publicKey, SigningKey.generate().publicKey().toHex()),
                agent);
        ok("POST", "/agents/keys/revoke", key + "}", admin);
        call("POST", "/agents/keys/revoke", key.replace("\"key_id\":1", "\"key_id\":9") + "}", admin);

        String subject = " agent_key/" + AGENT + "/1";
        assertThat(lines(TENANT))
                .containsExactly(
                        "audit.begun begun agent_key.registered" + subject,
                        "agent_key.registered done agent_key.registered" + subject,
                        "audit.begun begun agent_key.revoked" + subject,
                        "agent_key.revoked done agent_key.revoked" + subject);
        assertThat(payload(TENANT, 1).get("actor").toString())
                .isEqualTo("{\"agent_id\":\"" + AGENT + "\",\"id\":\"" + TENANT + "\",\"kind\":\"jwt\"}");
        assertThat(payload(TENANT, 1).get("details").toString())
                .isEqualTo("{\"public_key\":\"" + publicKey + "\",\"registered_by\":\"first\"}");
    }

    @Test
    void encryption_keys_that_are_registered_and_revoked_once() {
        AgentSigner till = new AgentSigner(AGENT, 1, SigningKey.generate());
        UUID tenant = TENANT;
        ok(
                "POST",
                "/agents/keys",
                "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":1,\"public_key\":\""
                        + till.key().publicKey().toHex() + "\"}",
                admin);
        EncryptionKey key = till.authorize(
                tenant, new RecipientKey(7, X25519PrivateKey.generate().publicKey()));
        String registration = new String(ProtocolJson.write(EncryptionKeyRegistration.of(key)), StandardCharsets.UTF_8);
        String revocation = "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":7}";
        ok("POST", "/agents/encryption-keys", registration, admin);
        ok("POST", "/agents/encryption-keys", registration, admin);
        EncryptionKey forged = new EncryptionKey(
                tenant, AGENT, new RecipientKey(8, X25519PrivateKey.generate().publicKey()), 1, key.signature(), null);
        call(
                "POST",
                "/agents/encryption-keys",
                new String(ProtocolJson.write(EncryptionKeyRegistration.of(forged)), StandardCharsets.UTF_8),
                admin);
        ok("POST", "/agents/encryption-keys/revoke", revocation, admin);
        ok("POST", "/agents/encryption-keys", registration, admin);

        String subject = " encryption_key/" + AGENT + "/7";
        assertThat(lines(TENANT))
                .filteredOn(line -> line.contains(" encryption_key/"))
                .containsExactly(
                        "audit.begun begun encryption_key.registered" + subject,
                        "encryption_key.registered done encryption_key.registered" + subject,
                        "audit.begun begun encryption_key.revoked" + subject,
                        "encryption_key.revoked done encryption_key.revoked" + subject);
    }

    @Test
    void schemas_that_are_registered_changed_and_deleted() {
        String id = ok("POST", "/schemas", schema("{\"type\":\"object\"}", "none"), admin)
                .get("id")
                .asText();
        ok("PUT", "/schemas/" + id + "/status", "{\"status\":\"deprecated\"}", admin);
        ok("DELETE", "/schemas/" + id, null, KEY);
        assertThat(call("POST", "/schemas", schema("{\"type\":7}", "none"), admin)
                        .statusCode())
                .isEqualTo(400);

        assertThat(lines(TENANT))
                .filteredOn(line -> !line.startsWith("audit.begun"))
                .containsExactly(
                        "schema.registered done schema.registered schema/order.paid",
                        "schema.status_changed done schema.status_changed schema/order.paid",
                        "schema.deleted done schema.deleted schema/order.paid",
                        "audit.failed failed schema.registered schema/order.paid");
        assertThat(payload(TENANT, 1).get("details").toString())
                .isEqualTo("{\"compatibility\":\"none\",\"schema_id\":\"" + id + "\",\"version\":1}");
        assertThat(payload(TENANT, 3).get("details").toString())
                .isEqualTo("{\"schema_id\":\"" + id + "\",\"status\":\"deprecated\",\"version\":1}");
        assertThat(payload(TENANT, 5).get("actor").toString()).isEqualTo("{\"kind\":\"operator\"}");
        assertThat(payload(TENANT, 7).get("error").asText()).isEqualTo("SchemaRefusedException");
    }

    @Test
    void entities_that_are_erased() {
        String body = "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE
                + "\",\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"by\":\"dpo\",\"reason\":\"case 17\"}";
        JsonNode record = ok("POST", "/entities/erase", body, admin);
        assertThat(call("POST", "/entities/erase", body.replace("o-1", "o-9"), admin)
                        .statusCode())
                .isEqualTo(404);

        assertThat(lines(TENANT))
                .containsExactly(
                        "audit.begun begun entity.erased store/" + STORE,
                        "entity.erased done entity.erased store/" + STORE,
                        "audit.begun begun entity.erased store/" + STORE,
                        "audit.failed failed entity.erased store/" + STORE);
        assertThat(payload(TENANT, 1).get("details").toString())
                .isEqualTo("{\"by\":\"dpo\",\"entity_id\":\"o-1\",\"entity_type\":\"order\",\"reason\":\"case 17\","
                        + "\"sequence_number\":" + record.get("sequence_number") + "}");
    }

    @Test
    void commitments_that_are_anchored_once() {
        String path = "/v1/commitments/" + server.batchId() + "/anchored";
        String told = "{\"chain_tx_hash\":\"0x" + "ab".repeat(32) + "\",\"chain_id\":84532001,\"block_number\":17}";
        assertThat(server.send("POST", path, told, KEY).statusCode()).isEqualTo(200);
        assertThat(server.send("POST", path, told, KEY).statusCode()).isEqualTo(200);
        assertThat(server.send("POST", path, told.replace("ab", "cd"), KEY).statusCode())
                .isEqualTo(409);
        assertThat(server.send(
                                "POST",
                                path.replace(server.batchId(), UUID.randomUUID().toString()),
                                told,
                                KEY)
                        .statusCode())
                .isEqualTo(404);

        assertThat(lines(TENANT))
                .containsExactly(
                        "audit.begun begun commitment.anchored commitment/" + server.batchId(),
                        "commitment.anchored done commitment.anchored commitment/" + server.batchId());
        assertThat(payload(TENANT, 1).get("actor").toString()).isEqualTo("{\"kind\":\"operator\"}");
        assertThat(payload(TENANT, 1).get("details").toString())
                .isEqualTo("{\"block_number\":17,\"chain_id\":84532001,\"chain_tx_hash\":\"" + "ab".repeat(32)
                        + "\",\"store_id\":\"" + STORE + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anchor_key", "anchor_address"})
    void anchorers_without_a_stored_key_are_named_by_how_they_came(String kind) {
        boolean hasKey = kind.equals("anchor_key");
        try (TestServer there = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.anchorKey("only-to-anchor").anchorAddresses(List.of("127.0.0.0/8")))) {
            there.ingest(Sent.batch(Sent.event("o-1", "{}")));
            String batchId = json(there.post(
                            "/commitments",
                            "{\"tenant_id\":\"" + Sent.TENANT + "\",\"store_id\":\"" + Sent.STORE + "\"}"))
                    .get("batch_id")
                    .asText();
            HttpRequest.Builder call = there.anonymous("/v1/commitments/" + batchId + "/anchored")
                    .POST(BodyPublishers.ofString("{\"chain_tx_hash\":\"" + "ab".repeat(32) + "\",\"chain_id\":1}"));
            assertThat(there.send(hasKey ? call.header("x-api-key", "only-to-anchor") : call)
                            .statusCode())
                    .isEqualTo(200);

            assertThat(json(there.get("/api/v1/events?tenant_id=" + Sent.TENANT + LOG))
                            .at("/events/1/envelope/payload/actor")
                            .toString())
                    .isEqualTo("{\"kind\":\"" + kind + "\"}");
        }
    }

    @Test
    void installations_that_are_copied_and_cleared() {
        String agent = server.secret(Credential.OWN_AGENT);
        UUID install = UUID.randomUUID();
        ok("POST", "/agents/devices", sighting(install, 0, 1, null), agent);
        ok("POST", "/agents/devices", sighting(install, 0, 1, null), agent);
        ok("POST", "/agents/devices", sighting(install, 1, 2, null), agent);
        ok("POST", "/agents/devices", sighting(install, 1, 9, null), agent);
        ok("POST", "/agents/devices", sighting(install, 2, 3, null), agent);
        ok("POST", "/agents/devices", sighting(install, 3, 4, install), agent);
        ok("POST", "/agents/devices", sighting(install, 3, 4, install), agent);
        ok("POST", "/agents/devices", sighting(UUID.randomUUID(), 9, 10, install), agent);

        String subject = " device/" + AGENT + "/" + install;
        assertThat(lines(TENANT))
                .filteredOn(line -> !line.startsWith("audit.begun"))
                .containsExactly(
                        "device.copied done device.copied" + subject, "device.cleared done device.cleared" + subject);
        assertThat(payload(TENANT, 3).get("details").toString())
                .isEqualTo("{\"key_id\":1,\"leaves\":\"" + install + "\"}");
        assertThat(payload(TENANT, 3).get("actor").toString())
                .isEqualTo("{\"agent_id\":\"" + AGENT + "\",\"id\":\"" + prefixOf(agent) + "\",\"kind\":\"api_key\"}");
    }

    private static String sighting(UUID install, long mark, long next, @Nullable UUID leaves) {
        return "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + AGENT + "\",\"key_id\":1,\"install_id\":\""
                + install
                + "\",\"mark\":\"" + new UUID(1, mark) + "\",\"next_mark\":\"" + new UUID(1, next) + "\""
                + (leaves == null ? "" : ",\"leaves\":\"" + leaves + "\"") + "}";
    }

    @Test
    void histories_that_are_accepted_the_logs_own_too() {
        ok("POST", "/history/accept", accept(STORE), KEY);
        ok("POST", "/history/accept", accept(StreamId.AUDIT_STORE), KEY);

        assertThat(lines(TENANT))
                .containsExactly(
                        "audit.begun begun history.accepted store/" + STORE,
                        "history.accepted done history.accepted store/" + STORE,
                        "audit.begun begun history.accepted store/" + StreamId.AUDIT_STORE,
                        "history.accepted done history.accepted store/" + StreamId.AUDIT_STORE);
        assertThat(payload(TENANT, 1).at("/details/size").asInt()).isEqualTo(1);
        assertThat(payload(TENANT, 3).at("/details/size").asInt()).isEqualTo(2);
    }

    @Test
    void agents_that_register_themselves() {
        JsonNode answer = ok("POST", "/agents/register", "{\"name\":\"till 9\"}", null);
        UUID tenant = UUID.fromString(answer.get("tenantId").asText());

        assertThat(lines(tenant, KEY)).hasSize(2).last().asString().startsWith("api_key.created done");
        JsonNode payload = payload(tenant, 1, KEY);
        assertThat(payload.get("actor").toString()).isEqualTo("{\"kind\":\"anyone\"}");
        assertThat(payload.at("/details/agent_id")).isEqualTo(answer.get("agentId"));
        assertThat(lines(TENANT)).isEmpty();
    }

    @Test
    void each_entry_has_the_calls_id_and_none_has_a_secret() {
        HttpResponse<String> answer = call("POST", "/api-keys", "{\"admin\":true}", admin);
        String secret = json(answer).get("apiKey").asText();
        ok("POST", "/api-keys", "{}", secret);

        String requestId = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(payload(TENANT, 1).get("request_id").asText()).isEqualTo(requestId);
        assertThat(log(TENANT, admin).body())
                .contains(prefixOf(secret))
                .doesNotContain("ss_", secret, KeySecret.hash(secret).toHex(), admin);
    }

    @Test
    void its_events_are_committed_to_and_proved_like_any() {
        ok("POST", "/api-keys", "{}", admin);
        String stream = "\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + StreamId.AUDIT_STORE + "\"";
        JsonNode commitment = ok("POST", "/commitments", "{" + stream + "}", admin);

        assertThat(commitment.get("event_count").asInt()).isEqualTo(2);
        assertThat(ok("GET", "/proofs/2?tenant_id=" + TENANT + LOG, null, admin)
                        .get("leaf_hash")
                        .asText())
                .hasSize(64);
        assertThat(ok("GET", "/history/proofs/2?tenant_id=" + TENANT + LOG, null, admin)
                        .at("/checkpoint")
                        .asText())
                .contains("ves.sequencer/");
    }

    @Test
    void a_server_that_keeps_none_says_so_at_its_start() {
        try (LogLines lines = LogLines.ofAll();
                TestServer off = TestServer.start(
                        SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.auditLog(false))) {
            assertThat(off.post("/api-keys", "{\"tenantId\":\"" + TENANT + "\"}")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(json(off.get("/api/v1/events?tenant_id=" + TENANT + LOG))
                            .get("head_sequence")
                            .asInt())
                    .isZero();
            assertThat(lines.warningsAndErrors()).anyMatch(line -> line.startsWith("NO AUDIT LOG IS KEPT: "));
        }
    }

    /** A key in the sequencer's name, so that the entry goes past what is asked of agents that have keys. */
    @Test
    void on_postgresql_too() {
        try (TestPostgres postgres = TestPostgres.start();
                AccessFixture there = new AccessFixture(PostgresEventStore.connect(postgres.createDatabase()))) {
            String sequencer = json(there.send("GET", "/api/v1/sequencer", null, null))
                    .get("sequencer_id")
                    .asText();
            String registration = "{\"tenant_id\":\"" + TENANT + "\",\"agent_id\":\"" + sequencer
                    + "\",\"key_id\":1,\"public_key\":\""
                    + SigningKey.generate().publicKey().toHex() + "\"}";
            done(there, "POST", "/agents/keys", registration);
            done(there, "POST", "/agents/keys/revoke", registration);
            done(there, "POST", "/api-keys", "{\"tenantId\":\"" + TENANT + "\"}");
            String schema = done(there, "POST", "/schemas", schema("{\"type\":\"object\"}", "none"))
                    .get("id")
                    .asText();
            done(there, "PUT", "/schemas/" + schema + "/status", "{\"status\":\"deprecated\"}");
            done(there, "DELETE", "/schemas/" + schema, null);
            done(
                    there,
                    "POST",
                    "/entities/erase",
                    "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE
                            + "\",\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"by\":\"dpo\",\"reason\":\"case 17\"}");
            done(there, "POST", "/history/accept", accept(STORE));

            assertThat(json(there.send("GET", "/api/v1/events?tenant_id=" + TENANT + LOG, null, KEY))
                            .findValuesAsText("event_type"))
                    .hasSize(16)
                    .filteredOn(type -> !type.equals("audit.begun"))
                    .containsExactly(
                            "agent_key.registered",
                            "agent_key.revoked",
                            "api_key.created",
                            "schema.registered",
                            "schema.status_changed",
                            "schema.deleted",
                            "entity.erased",
                            "history.accepted");
        }
    }

    private static JsonNode done(AccessFixture there, String method, String path, @Nullable String body) {
        HttpResponse<String> answer = there.send(method, "/api/v1" + path, body, KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static String schema(String json, String compatibility) {
        return "{\"tenantId\":\"" + TENANT + "\",\"eventType\":\"order.paid\",\"schemaJson\":" + json
                + ",\"compatibility\":\"" + compatibility + "\"}";
    }

    private static String accept(UUID store) {
        return "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + store + "\"}";
    }

    private static String prefixOf(String secret) {
        return KeySecret.hash(secret).toHex().substring(0, ApiKey.PREFIX_LENGTH);
    }
}
