package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.OTHER_AGENT;
import static com.stateset.sequencer.server.AccessFixture.OTHER_STORE;
import static com.stateset.sequencer.server.AccessFixture.OTHER_TENANT;
import static com.stateset.sequencer.server.AccessFixture.SECOND_STORE;
import static com.stateset.sequencer.server.AccessFixture.STORE;
import static com.stateset.sequencer.server.AccessFixture.TENANT;
import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.server.AccessFixture.Credential;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyRoutesTest {

    private static final String KEYS = "/api/v1/api-keys";
    private static final AccessFixture FIXTURE = new AccessFixture();

    @AfterAll
    static void stop() {
        FIXTURE.close();
    }

    @Test
    void a_minted_key_does_what_it_was_minted_for() {
        String secret = minted(KEYS, "{\"storeIds\":[\"" + STORE + "\"],\"label\":\"till 7\"}", admin());
        assertThat(secret).startsWith("ss_aaaaaaaa").hasSize(43);
        assertThat(get(head(TENANT, STORE), secret).statusCode()).isEqualTo(200);
        assertThat(get(head(TENANT, SECOND_STORE), secret).statusCode()).isEqualTo(403);
        JsonNode listed = listed(KEYS, admin(), secret);
        assertThat(listed.get("label").asText()).isEqualTo("till 7");
        assertThat(listed.get("permissions").asText()).isEqualTo("read_write");
        assertThat(listed.get("mintedBy").asText()).isEqualTo(prefix(admin()));
        assertThat(listed.get("storeIds")).hasSize(1);
        assertThat(listed.has("agentId")).isFalse();
    }

    @Test
    void text_that_a_database_cannot_hold_is_refused() {
        assertRefused(KEYS, "{\"label\":\"till\\u00007\"}", "$.label: holds the character U+0000");
        assertRefused(KEYS, "{\"label\":\"" + "x".repeat(129) + "\"}", "$.label: is longer than 128 characters");
        String agents = "/api/v1/agents/register";
        assertRefused(agents, "{\"name\":\"\\u0000\"}", "$.name: holds the character U+0000");
        assertRefused(
                agents, "{\"name\":\"till\",\"description\":\"\\u0000\"}", "$.description: holds the character U+0000");
    }

    private static void assertRefused(String path, String body, String message) {
        HttpResponse<String> answer = post(path, body, admin());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").get("message").asText()).contains(message);
    }

    @Test
    void the_operator_mints_for_the_tenant_that_it_names() {
        UUID tenant = UUID.randomUUID();
        String secret = minted(KEYS, "{\"tenantId\":\"" + tenant + "\",\"admin\":true}", KEY);
        assertThat(get(KEYS, secret).statusCode()).isEqualTo(200);
        assertThat(get(KEYS + "?tenant_id=" + tenant, KEY).body()).contains(prefix(secret));
        assertThat(get(KEYS, KEY).statusCode()).isEqualTo(400);
        assertThat(post(KEYS, "{}", KEY).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "ADMIN, /api-keys, {\"tenantId\":\"bbbbbbbb-0000-4000-8000-000000000001\"}, 403",
        "ADMIN, /api-keys, {\"tenantId\":\"cccccccc-0000-4000-8000-000000000001\"}, 403",
        "ADMIN, /api-keys, {\"admin\":true}, 200",
        "OTHER_STORE, /api-keys, {\"admin\":true}, 200",
        "OTHER_STORE, /api-keys, '{\"storeIds\":[\"aaaaaaaa-0000-4000-8000-000000000011\"]}', 403",
        "OTHER_STORE, /api-keys, '{\"storeIds\":[\"aaaaaaaa-0000-4000-8000-000000000012\","
                + "\"aaaaaaaa-0000-4000-8000-000000000011\"]}', 403",
        "OWN_AGENT, /agents/aaaaaaaa-0000-4000-8000-000000000021/api-keys, {\"readOnly\":true}, 200",
        "OWN_AGENT, /agents/aaaaaaaa-0000-4000-8000-000000000021/api-keys, {}, 200",
        "OWN_AGENT, /agents/aaaaaaaa-0000-4000-8000-000000000021/api-keys, {\"admin\":true}, 403",
        "OWN_AGENT, /agents/aaaaaaaa-0000-4000-8000-000000000022/api-keys, {}, 403",
        "ADMIN, /api-keys, '{\"admin\":true,\"readOnly\":true}', 400",
        "ADMIN, /api-keys, {\"rateLimit\":5}, 200",
        "ADMIN, /api-keys, {\"rateLimit\":0}, 400",
        "ADMIN, /api-keys, {\"expiresAt\":\"2020-01-01T00:00:00Z\"}, 400",
        "ADMIN, /api-keys, {\"storeIds\":[\"x\"]}, 400",
        "ADMIN, /api-keys, {\"readOnly\":1}, 400",
    })
    void a_key_mints_only_narrower_keys(Credential minter, String path, String body, int status) {
        assertThat(post("/api/v1" + path, body, FIXTURE.secret(minter)).statusCode())
                .isEqualTo(status);
    }

    @Test
    void what_is_left_out_is_the_minters() {
        Instant end = Instant.now().plusSeconds(3600);
        String minter = FIXTURE.key(TENANT, Set.of(STORE), null, Permission.ADMIN, end);
        String narrow = minted(KEYS, "{}", minter);
        JsonNode listed = listed(KEYS, minter, narrow);
        assertThat(Instant.parse(listed.get("expiresAt").asText())).isBefore(end.plusMillis(1));
        assertThat(listed.get("storeIds").get(0).asText()).isEqualTo(STORE.toString());
        String later = "{\"expiresAt\":\"" + end.plusSeconds(60) + "\"}";
        assertThat(post(KEYS, later, minter).statusCode()).isEqualTo(403);
    }

    @Test
    void a_revocation_binds_the_next_request_in_every_process(@TempDir Path directory) {
        Path file = directory.resolve("events.db");
        try (Sequencer one =
                        Sequencer.builder().store(SqliteEventStore.open(file)).build();
                Sequencer two =
                        Sequencer.builder().store(SqliteEventStore.open(file)).build();
                SequencerServer mine = SequencerServer.builder()
                        .sequencer(one)
                        .apiKey(KEY)
                        .port(0)
                        .start();
                SequencerServer other = SequencerServer.builder()
                        .sequencer(two)
                        .apiKey("another")
                        .port(0)
                        .start()) {
            for (int i = 0; i < 20; i++) {
                String secret = json(FIXTURE.sendTo(mine, "POST", KEYS, "{\"tenantId\":\"" + TENANT + "\"}", KEY))
                        .get("apiKey")
                        .asText();
                String path = head(TENANT, STORE);
                assertThat(FIXTURE.sendTo(other, "GET", path, null, secret).statusCode())
                        .isEqualTo(200);
                String named = KEYS + "/" + prefix(secret) + "?tenant_id=" + TENANT;
                assertThat(FIXTURE.sendTo(mine, "DELETE", named, null, KEY).statusCode())
                        .isEqualTo(200);
                HttpResponse<String> refused = FIXTURE.sendTo(other, "GET", path, null, secret);
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.body()).contains("has been revoked");
            }
        }
    }

    @Test
    void no_secret_is_stored_or_shown_twice(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("events.db");
        String secret;
        try (Sequencer sequencer =
                        Sequencer.builder().store(SqliteEventStore.open(file)).build();
                SequencerServer server = SequencerServer.builder()
                        .sequencer(sequencer)
                        .apiKey(KEY)
                        .port(0)
                        .start()) {
            secret = json(FIXTURE.sendTo(server, "POST", KEYS, "{\"tenantId\":\"" + TENANT + "\"}", KEY))
                    .get("apiKey")
                    .asText();
            String list = FIXTURE.sendTo(server, "GET", KEYS + "?tenant_id=" + TENANT, null, KEY)
                    .body();
            assertThat(list).contains(prefix(secret)).doesNotContain(secret.substring(11));
        }
        String stored = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(stored).doesNotContain(secret.substring(11)).contains("api_keys");
    }

    @Test
    void the_last_use_of_a_key_is_shown() {
        String secret = minted(KEYS, "{}", admin());
        assertThat(listed(KEYS, admin(), secret).has("lastUsedAt")).isFalse();
        get(head(TENANT, STORE), secret);
        Instant end = Instant.now().plusSeconds(30);
        while (!listed(KEYS, admin(), secret).has("lastUsedAt")) {
            assertThat(Instant.now()).isBefore(end);
        }
    }

    @Test
    void a_key_that_is_not_covered_is_not_there() {
        String foreign = "/" + prefix(FIXTURE.secret(Credential.OTHER_TENANT));
        HttpResponse<String> refused = FIXTURE.send("DELETE", KEYS + foreign, null, admin());
        assertThat(refused.statusCode()).isEqualTo(404);
        HttpResponse<String> unknown = FIXTURE.send("DELETE", KEYS + "/0123456789abcdef", null, admin());
        assertThat(unknown.body()).isEqualTo(refused.body().replace(foreign.substring(1), "0123456789abcdef"));
        assertThat(get(head(OTHER_TENANT, OTHER_STORE), FIXTURE.secret(Credential.OTHER_TENANT))
                        .statusCode())
                .isEqualTo(200);
        assertThat(FIXTURE.send("DELETE", KEYS + "/xyz", null, admin()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_refusal_does_not_tell_whether_the_thing_exists() {
        assertThat(get(head(OTHER_TENANT, OTHER_STORE), admin()).body())
                .isEqualTo(
                        get(head(UUID.randomUUID(), UUID.randomUUID()), admin()).body());
        String restricted = FIXTURE.secret(Credential.OTHER_STORE);
        assertThat(get(head(TENANT, STORE), restricted).body())
                .isEqualTo(get(head(TENANT, UUID.randomUUID()), restricted).body());
        String commitments = "/api/v1/commitments/";
        UUID unknown = UUID.randomUUID();
        assertThat(get(commitments + FIXTURE.batchId(), restricted)
                        .body()
                        .replace(FIXTURE.batchId(), unknown.toString()))
                .isEqualTo(get(commitments + unknown, restricted).body());
    }

    @Test
    void a_batch_with_one_foreign_event_is_refused_as_a_whole() {
        String own = AccessBodies.batch(TENANT, STORE, UUID.randomUUID());
        String foreign = AccessBodies.batch(OTHER_TENANT, OTHER_STORE, UUID.randomUUID());
        String event = foreign.substring(foreign.indexOf('[') + 1, foreign.lastIndexOf(']'));
        String mixed = own.replace("]}", "," + event + "]}");
        assertThat(post("/api/v1/events/ingest", mixed, admin()).statusCode()).isEqualTo(403);
        assertThat(post("/api/v1/events/ingest", mixed, KEY).statusCode()).isEqualTo(400);
    }

    @Test
    void streams_are_listed_as_far_as_a_key_reaches() {
        assertThat(streams("", FIXTURE.secret(Credential.READ))).containsExactly(STORE, SECOND_STORE);
        assertThat(streams("", admin())).startsWith(STORE, SECOND_STORE);
        assertThat(streams("", FIXTURE.secret(Credential.OTHER_STORE))).containsExactly(SECOND_STORE);
        assertThat(streams("", FIXTURE.secret(Credential.OTHER_TENANT))).containsExactly(OTHER_STORE);
        assertThat(streams("", KEY)).contains(STORE, SECOND_STORE, OTHER_STORE);
        assertThat(streams("?limit=1", admin())).containsExactly(STORE);
        String behind = "?limit=5&after_tenant_id=" + TENANT + "&after_store_id=";
        assertThat(streams(behind + STORE, FIXTURE.secret(Credential.READ))).containsExactly(SECOND_STORE);
        assertThat(streams(behind + SECOND_STORE, FIXTURE.secret(Credential.READ)))
                .isEmpty();
        String foreign = "/api/v1/streams?after_tenant_id=" + OTHER_TENANT + "&after_store_id=" + STORE;
        assertThat(get(foreign, admin()).statusCode()).isEqualTo(403);
    }

    @Test
    void an_agent_is_shown_as_its_keys_amount_to() {
        UUID agent = UUID.randomUUID();
        String path = "/api/v1/agents/" + agent;
        assertThat(get(path, admin()).statusCode()).isEqualTo(404);
        String secret = minted(path + "/api-keys", "{\"storeIds\":[\"" + STORE + "\"]}", admin());
        JsonNode shown = json(get(path, secret));
        assertThat(shown.get("active").asBoolean()).isTrue();
        assertThat(shown.get("permissions").asText()).isEqualTo("read_write");
        assertThat(shown.get("storeIds")).hasSize(1);
        assertThat(FIXTURE.send("DELETE", path + "/api-keys/" + prefix(secret), null, secret)
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(get(path, admin())).get("active").asBoolean()).isFalse();
    }

    @Test
    void where_everyone_is_let_in_no_key_is_minted() {
        try (TestServer open = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, SequencerServerBuilder::openToEveryone)) {
            String body = "{\"tenantId\":\"" + TENANT + "\"}";
            assertThat(open.post("/agents/" + OTHER_AGENT + "/api-keys", body).statusCode())
                    .isEqualTo(403);
            assertThat(open.post("/api-keys", body).statusCode()).isEqualTo(403);
        }
    }

    private static String admin() {
        return FIXTURE.secret(Credential.ADMIN);
    }

    private static String head(UUID tenant, UUID store) {
        return "/api/v1/head?tenant_id=" + tenant + "&store_id=" + store;
    }

    private static String prefix(String secret) {
        return KeySecret.hash(secret).toHex().substring(0, 16);
    }

    private static String minted(String path, String body, String minter) {
        HttpResponse<String> answer = post(path, body, minter);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).get("apiKey").asText();
    }

    private static JsonNode listed(String path, String lister, String secret) {
        for (JsonNode key : json(get(path, lister)).get("keys")) {
            if (key.get("keyHashPrefix").asText().equals(prefix(secret))) {
                return key;
            }
        }
        throw new AssertionError("the key is not listed");
    }

    private static List<UUID> streams(String query, String secret) {
        List<UUID> stores = new ArrayList<>();
        json(get("/api/v1/streams" + query, secret))
                .get("streams")
                .forEach(stream ->
                        stores.add(UUID.fromString(stream.get("store_id").asText())));
        return stores;
    }

    private static HttpResponse<String> get(String path, String secret) {
        return FIXTURE.send("GET", path, null, secret);
    }

    private static HttpResponse<String> post(String path, String body, String secret) {
        return FIXTURE.send("POST", path, body, secret);
    }
}
