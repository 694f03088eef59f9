package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Administrators call from the allowed addresses, and proxies are believed only when told. */
class AdminAddressesTest {

    private static final String ALLOWED = "10.1.2.3";
    private static final String ELSEWHERE = "203.0.113.9";
    private static final UUID TENANT = UUID.randomUUID();
    private static final TestServer BEHIND_PROXY = server("10.0.0.0/8", true);
    private static final TestServer BARE = server("10.0.0.0/8", false);

    @AfterAll
    static void stop() {
        BEHIND_PROXY.close();
        BARE.close();
    }

    @Test
    void from_elsewhere_an_administrator_only_reads_and_writes() {
        HttpResponse<String> minted =
                mint(BEHIND_PROXY, KEY, "{\"tenantId\":\"" + TENANT + "\",\"admin\":true}", ALLOWED);
        String admin = json(minted).get("apiKey").asText();
        assertThat(mint(BEHIND_PROXY, admin, "{}", ALLOWED).statusCode()).isEqualTo(200);
        for (String key : List.of(KEY, admin)) {
            HttpResponse<String> refused = mint(BEHIND_PROXY, key, "{\"tenantId\":\"" + TENANT + "\"}", ELSEWHERE);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).at("/error/message").asText())
                    .isEqualTo(
                            "Administrators call this server from the addresses that it allows, and this call comes from"
                                    + " another one.");
            assertThat(post(
                                    BEHIND_PROXY,
                                    "/agents/" + UUID.randomUUID() + "/api-keys",
                                    key,
                                    "{\"tenantId\":\"" + TENANT + "\"}",
                                    ELSEWHERE)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(head(BEHIND_PROXY, key, ELSEWHERE)).isEqualTo(200);
            assertThat(post(BEHIND_PROXY, "/events/ingest", key, batch(), ELSEWHERE)
                            .statusCode())
                    .isEqualTo(200);
        }
        String stream = "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + UUID.randomUUID() + "\"}";
        assertThat(post(BEHIND_PROXY, "/history/accept", KEY, stream, ELSEWHERE).statusCode())
                .isEqualTo(403);
    }

    @Test
    void only_what_the_proxy_has_appended_is_believed() {
        String body = "{\"tenantId\":\"" + TENANT + "\"}";
        assertThat(mint(BEHIND_PROXY, KEY, body, ELSEWHERE + ", " + ALLOWED).statusCode())
                .isEqualTo(200);
        for (String forged : List.of(ALLOWED + ", " + ELSEWHERE, ALLOWED + ",", "unknown", ALLOWED + ", x")) {
            assertThat(mint(BEHIND_PROXY, KEY, body, forged).statusCode())
                    .as(forged)
                    .isEqualTo(403);
        }
        HttpRequest.Builder twice = BEHIND_PROXY
                .anonymous("/api/v1/api-keys")
                .header("x-api-key", KEY)
                .header("X-Forwarded-For", ALLOWED)
                .header("X-Forwarded-For", ELSEWHERE)
                .POST(BodyPublishers.ofString(body));
        assertThat(BEHIND_PROXY.send(twice).statusCode()).isEqualTo(403);
    }

    @Test
    void without_a_trusted_proxy_the_connection_counts() {
        String body = "{\"tenantId\":\"" + TENANT + "\"}";
        assertThat(mint(BARE, KEY, body, ALLOWED).statusCode()).isEqualTo(403);
        try (TestServer local = server("127.0.0.0/8", false)) {
            assertThat(mint(local, KEY, body, ELSEWHERE).statusCode()).isEqualTo(200);
        }
    }

    private static TestServer server(String allowed, boolean behindProxy) {
        return TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.adminAddresses(List.of(allowed, "::1")).trustProxyHeaders(behindProxy));
    }

    private static String batch() {
        return AccessBodies.batch(TENANT, UUID.randomUUID(), UUID.randomUUID());
    }

    private static HttpResponse<String> mint(TestServer server, String key, String body, String forwardedFor) {
        return post(server, "/api-keys", key, body, forwardedFor);
    }

    private static HttpResponse<String> post(
            TestServer server, String path, String key, String body, String forwardedFor) {
        return server.send(server.anonymous("/api/v1" + path)
                .header("x-api-key", key)
                .header("X-Forwarded-For", forwardedFor)
                .POST(BodyPublishers.ofString(body)));
    }

    private static int head(TestServer server, String key, String forwardedFor) {
        return server.send(server.anonymous("/api/v1/head?tenant_id=" + TENANT + "&store_id=" + UUID.randomUUID())
                        .header("x-api-key", key)
                        .header("X-Forwarded-For", forwardedFor))
                .statusCode();
    }
}
