package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents that register themselves. */
class RegistrationRouteTest {

    private static final TestServer SERVER = TestServer.start(
            SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.registrationsPerMinute(100));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void an_agent_gets_a_tenant_of_its_own_and_a_key_for_it() {
        HttpResponse<String> answer =
                register(SERVER, "{\"name\":\"till 7\",\"description\":\"a till\",\"rateLimit\":500}");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode registered = json(answer);
        assertThat(registered.get("success").asBoolean()).isTrue();
        assertThat(registered.get("permissions").asText()).isEqualTo("read_write");
        String agent = registered.get("agentId").asText();
        String tenant = registered.get("tenantId").asText();
        String key = registered.get("apiKey").asText();
        String batch =
                Sent.batch(Sent.event("o-1", "{}")).replace(Sent.TENANT, tenant).replace(Sent.AGENT, agent);
        assertThat(post(SERVER, "/events/ingest", key, batch).statusCode()).isEqualTo(200);
        assertThat(post(SERVER, "/events/ingest", key, batch.replace(tenant, Sent.TENANT))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(SERVER, "/events/ingest", key, batch.replace(agent, Sent.AGENT))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(SERVER, "/agents/" + agent + "/api-keys", key, "{\"admin\":true}")
                        .statusCode())
                .isEqualTo(403);
        JsonNode listed =
                json(SERVER.get("/api/v1/api-keys?tenant_id=" + tenant)).at("/keys/0");
        assertThat(listed.get("label").asText()).isEqualTo("till 7");
        assertThat(listed.get("rateLimit").asInt()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | invalid_request",
                "{\"name\":\" \"} | invalid_request",
                "{\"name\":\"a\",\"rateLimit\":10001} | invalid_request",
                "{\"name\":\"a\",\"tenantId\":\"b837ab08-77c4-4b8e-b238-ee1d69304d0d\"} | tenant_id_not_allowed",
                "{\"name\":\"a\",\"tenant_id\":\"\"} | tenant_id_not_allowed",
                "{\"name\":\"a\",\"admin\":true} | admin_not_allowed",
            })
    void what_an_agent_may_not_ask_for_is_refused(String body, String code) {
        HttpResponse<String> answer = register(SERVER, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo(code);
    }

    @Test
    void one_who_only_reads_asks_for_that() {
        UUID store = UUID.randomUUID();
        JsonNode registered =
                json(register(SERVER, "{\"name\":\"reader\",\"readOnly\":true,\"store_ids\":[\"" + store + "\"]}"));
        assertThat(registered.get("permissions").asText()).isEqualTo("read");
    }

    @Test
    void an_address_registers_so_many_in_a_minute() {
        try (TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.registrationsPerMinute(3).trustProxyHeaders(true))) {
            for (int i = 0; i < 3; i++) {
                assertThat(registerFrom(server, "2001:db8::" + i).statusCode()).isEqualTo(200);
            }
            HttpResponse<String> refused = registerFrom(server, "2001:db8::9");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(registerFrom(server, "2001:db8:0:1::").statusCode()).isEqualTo(200);
            int registered = 4;
            while (registerFrom(server, "192.0.2." + registered).statusCode() == 200) {
                registered++;
            }
            assertThat(registered).as("all addresses together").isBetween(30, 33);
        }
    }

    @Test
    void unless_it_is_configured_it_is_refused() {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> answer = register(server, "{\"name\":\"a\"}");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(json(answer).at("/error/code").asText()).isEqualTo("registration_disabled");
            assertThat(server.get("/api/v1/agents/register").statusCode()).isEqualTo(405);
        }
        assertThatThrownBy(() -> TestServer.start(
                        SqliteEventStore.inMemory(),
                        sequencing -> {},
                        serving -> serving.openToEveryone().registrationsPerMinute(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a server that is open to everyone has no keys to register for");
    }

    private static HttpResponse<String> register(TestServer server, String body) {
        return server.send(server.anonymous("/api/v1/agents/register").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> registerFrom(TestServer server, String address) {
        return server.send(server.anonymous("/api/v1/agents/register")
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofString("{\"name\":\"a\"}")));
    }

    private static HttpResponse<String> post(TestServer server, String path, String key, String body) {
        return server.send(
                server.anonymous("/api/v1" + path).header("x-api-key", key).POST(BodyPublishers.ofString(body)));
    }
}
