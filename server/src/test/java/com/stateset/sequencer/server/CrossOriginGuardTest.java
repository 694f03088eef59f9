package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginGuardTest {

    private static final String HEAD = "/api/v1/head?" + STREAM;
    private static final String INGEST = "/api/v1/events/ingest";
    private static final String SHOP = "https://shop.example.com";

    private static final TestServer OPEN = start(SequencerServerBuilder::openToEveryone);
    private static final TestServer KEYED = start(serving -> {});
    private static final TestServer OPEN_TO_SHOP =
            start(serving -> serving.openToEveryone().corsOrigins(List.of(SHOP)));
    private static final TestServer KEYED_TO_SHOP = start(serving -> serving.corsOrigins(List.of(SHOP)));
    private static final TestServer KEYED_TO_ALL = start(serving -> serving.corsOrigins(List.of("*")));

    @AfterAll
    static void stop() {
        List.of(OPEN, KEYED, OPEN_TO_SHOP, KEYED_TO_SHOP, KEYED_TO_ALL).forEach(TestServer::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/json",
                "application/json-patch+json",
                "application/cloudevents",
                "application/cloudevents+xml",
                "application/cloudevents-batch",
                "*/*",
                "x; application/json"
            })
    void a_body_that_is_not_json_is_refused(String type) {
        for (TestServer server : List.of(OPEN, KEYED)) {
            HttpResponse<String> answer = server.send(post(server).header("Content-Type", type));
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(json(answer).at("/error/message").asText())
                    .isEqualTo("The body must be application/json, or CloudEvents as application/cloudevents+json or"
                            + " application/cloudevents-batch+json; send that, or no Content-Type at all.");
            assertThat(head(server)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/commitments",
                "/api/v1/entities/erase",
                "/api/v1/agents/keys",
                "/api/v1/proofs/verify",
                "/api/v1/events/ingest/more",
                "/api/v1/events"
            })
    void cloud_events_are_taken_only_where_events_are(String path) {
        for (String type : List.of("application/cloudevents+json", "application/cloudevents-batch+json")) {
            HttpResponse<String> answer =
                    KEYED.send(KEYED.request(path).header("Content-Type", type).POST(BodyPublishers.ofString("{}")));
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(json(answer).at("/error/message").asText())
                    .isEqualTo("The body must be application/json; send that, or no Content-Type at all.");
        }
    }

    /** A page may send the three types without a preflight that HTML forms have, and no others (WHATWG Fetch, section 2.2.2). */
    @Test
    void cloud_events_of_a_foreign_page_do_not_pass_either() {
        HttpResponse<String> answer = OPEN.send(OPEN.anonymous(INGEST)
                .header("Content-Type", "application/cloudevents+json")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo("cross_origin_refused");
    }

    @Test
    void a_second_content_type_is_looked_at_too() {
        HttpRequest.Builder request =
                post(OPEN).header("Content-Type", "application/json").header("Content-Type", "text/plain");
        assertThat(OPEN.send(request).statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON;charset=utf-8", "application/json ; charset=UTF-8"})
    void json_is_taken_with_and_without_parameters(String type) {
        try (TestServer server = start(SequencerServerBuilder::openToEveryone)) {
            assertThat(server.send(post(server).header("Content-Type", type)).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void no_header_makes_another_method_of_a_request(String method) {
        HttpResponse<String> answer = KEYED.send(KEYED.request(INGEST)
                .method(method, BodyPublishers.ofString(batch(event("o-1", "{}"))))
                .header("X-HTTP-Method-Override", "POST"));
        assertThat(answer.statusCode()).isEqualTo(method.equals("OPTIONS") ? 204 : 405);
        assertThat(head(KEYED)).isZero();
        HttpResponse<String> read = KEYED.send(KEYED.request(HEAD).header("x-http-method-override", "DELETE"));
        assertThat(read.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, 200",
        "LOCALHOST, 200",
        "app.localhost:3000, 200",
        "127.0.0.1, 200",
        "127.8.0.1:1, 200",
        "[::1]:8080, 200",
        "evil.example, 403",
        "evil.example:8080, 403",
        "localhost.evil.example, 403",
        "evillocalhost, 403",
        "127.0.0.1.evil.example, 403",
        "10.0.0.1, 403",
        "[::2], 403",
    })
    void an_open_server_answers_only_by_a_name_of_its_machine(String host, int status) throws IOException {
        assertThat(statusByHost(OPEN, host)).isEqualTo(status);
        assertThat(statusByHost(KEYED, host)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://"})
    void an_open_server_refuses_foreign_pages(String origin) {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            HttpResponse<String> answer = OPEN.send(OPEN.anonymous(method.equals("POST") ? INGEST : HEAD)
                    .method(method, BodyPublishers.ofString(batch(event("o-1", "{}"))))
                    .header("Origin", origin));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(json(answer).at("/error/code").asText()).isEqualTo("cross_origin_refused");
            assertThat(allowedOrigin(answer)).isEmpty();
        }
        assertThat(head(OPEN)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health", "/ready", "/api/v1/events/stream?" + STREAM, "/log/heads/checkpoint", "/nothing"})
    void no_path_is_left_out(String path) throws IOException {
        assertThat(OPEN.send(OPEN.anonymous(path).header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(statusByHost(OPEN, path, "evil.example")).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example.com/, https://shop.example.com",
        "https://u@shop.example.com, https://shop.example.com",
    })
    void what_is_not_an_origin_is_refused(String text, String origin) {
        assertThatThrownBy(() -> SequencerServer.builder().corsOrigins(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text
                        + "\" is not an origin such as https://shop.example.com, without a path, nor is it a single *");
        assertThatThrownBy(() -> SequencerServer.builder().corsOrigins(List.of(origin, "*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"*\" is not an origin");
    }

    @Test
    void origins_are_compared_as_browsers_write_them() {
        try (TestServer server = start(serving -> serving.corsOrigins(List.of("HTTPS://Shop.Example.com:443")))) {
            assertThat(allowedOrigin(preflight(server, SHOP))).contains(SHOP);
        }
    }

    @Test
    void its_own_pages_and_those_it_names_may_call_an_open_server() {
        assertThat(OPEN.send(OPEN.anonymous(HEAD).header("Origin", OPEN.url())).statusCode())
                .isEqualTo(200);
        HttpResponse<String> shop =
                OPEN_TO_SHOP.send(OPEN_TO_SHOP.anonymous(HEAD).header("Origin", SHOP));
        assertThat(shop.statusCode()).isEqualTo(200);
        assertThat(allowedOrigin(shop)).contains(SHOP);
        assertThat(OPEN_TO_SHOP
                        .send(OPEN_TO_SHOP.anonymous(HEAD).header("Origin", SHOP + ".evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_preflight_of_a_named_origin_is_answered_without_a_key() {
        HttpResponse<String> answer = preflight(KEYED_TO_SHOP, SHOP);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        Map<String, List<String>> headers = answer.headers().map();
        assertThat(headers)
                .containsEntry("access-control-allow-origin", List.of(SHOP))
                .containsEntry("access-control-allow-methods", List.of("DELETE, GET, HEAD, POST, PUT"))
                .containsEntry(
                        "access-control-allow-headers",
                        List.of(
                                "Authorization, Content-Encoding, Content-Type, Last-Event-ID, Traceparent, Tracestate, X-API-Key,"
                                        + " X-Request-Id"))
                .containsEntry("access-control-max-age", List.of("600"))
                .containsEntry("vary", List.of("Origin"))
                .doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void a_preflight_allows_the_method_of_each_route() {
        for (String operation : ApiDocument.OPENAPI.operations()) {
            String[] route = operation.split(" ", 2);
            HttpResponse<String> answer = preflight(KEYED_TO_SHOP, SHOP, route[1].replaceAll("[{}]", ""), route[0], "");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                    .as(operation)
                    .hasValueSatisfying(
                            allowed -> assertThat(allowed.split(", ")).contains(route[0]));
        }
    }

    @Test
    void a_preflight_allows_the_attributes_of_cloud_events() {
        HttpResponse<String> answer = preflight(
                KEYED_TO_SHOP,
                SHOP,
                INGEST,
                "POST",
                "ce-id,CE-Source, ce-entityid,content-type,x-ce-id,ce-a-b,ce-,cookie");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(
                        allowed -> assertThat(allowed).endsWith("X-Request-Id, ce-id, CE-Source, ce-entityid"));
    }

    @Test
    void a_preflight_of_another_origin_allows_nothing() {
        for (TestServer server : List.of(KEYED, KEYED_TO_SHOP)) {
            HttpResponse<String> answer = preflight(server, "https://evil.example");
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void pages_of_all_origins_see_answers_without_credentials() {
        for (String key : List.of(KEY, "ss_wrong")) {
            HttpResponse<String> answer = KEYED_TO_ALL.send(
                    KEYED_TO_ALL.anonymous(HEAD).header("x-api-key", key).header("Origin", "https://any.example"));
            assertThat(answer.statusCode()).isEqualTo(key.equals(KEY) ? 200 : 401);
            assertThat(allowedOrigin(answer)).contains("*");
            assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                    .isPresent();
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
        assertThat(allowedOrigin(preflight(KEYED_TO_ALL, "https://any.example")))
                .contains("*");
    }

    @Test
    void answers_to_named_origins_are_not_cached_for_others() {
        for (String path : List.of(HEAD, "/nothing", "/api/v1/head", "/api/v1/%ff")) {
            assertThat(KEYED_TO_SHOP.get(path).headers().allValues("Vary"))
                    .as(path)
                    .containsExactly("Origin, Accept-Encoding");
            assertThat(KEYED.get(path).headers().allValues("Vary")).as(path).containsExactly("Accept-Encoding");
        }
    }

    @Test
    void a_refusal_is_not_stored_by_caches() {
        HttpResponse<String> wrongType = KEYED.send(post(KEYED).header("Content-Type", "text/plain"));
        HttpResponse<String> foreign = OPEN.send(OPEN.anonymous(HEAD).header("Origin", "https://evil.example"));
        HttpResponse<String> malformed = KEYED.get("/api/v1/%ff");
        for (HttpResponse<String> refused : List.of(wrongType, foreign, malformed)) {
            assertThat(refused.statusCode()).isIn(415, 403, 400);
            assertThat(refused.headers().allValues("Cache-Control")).containsExactly("no-store");
        }
        HttpResponse<String> shown =
                KEYED_TO_SHOP.send(KEYED_TO_SHOP.request("/api/v1/%ff").header("Origin", SHOP));
        assertThat(shown.statusCode()).isEqualTo(400);
        assertThat(allowedOrigin(shown)).contains(SHOP);
    }

    @Test
    void a_server_is_not_open_to_more_than_was_said() {
        assertThatThrownBy(() -> start(serving -> serving.openToEveryone().host("0.0.0.0")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a server that is open to everyone listens on a loopback address, which 0.0.0.0 is not;"
                        + " openToTheNetwork() allows others");
        assertThatThrownBy(() -> start(serving -> serving.openToEveryone().corsOrigins(List.of("*"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a server that is open to everyone cannot be open to all web pages, too: name the corsOrigins");
    }

    @Test
    void an_open_server_says_so_at_each_start() throws IOException {
        try (LogLines log = LogLines.ofAll();
                TestServer server = start(serving -> serving.openToTheNetwork().host("0.0.0.0"))) {
            assertThat(log.warningsAndErrors())
                    .containsExactly(
                            "AUTHENTICATION IS DISABLED: everyone who can reach 0.0.0.0 port 0 may read and write"
                                    + " everything.");
            assertThat(statusByHost(server, "sequencer.internal:8080")).isEqualTo(200);
            assertThat(server.send(server.anonymous(HEAD).header("Origin", "https://evil.example"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private static TestServer start(Consumer<SequencerServerBuilder> serving) {
        return TestServer.start(SqliteEventStore.inMemory(), sequencing -> {}, serving);
    }

    private static HttpRequest.Builder post(TestServer server) {
        return server.request(INGEST).POST(BodyPublishers.ofString(batch(event("o-1", "{}"))));
    }

    private static HttpResponse<String> preflight(TestServer server, String origin) {
        return preflight(server, origin, INGEST, "POST", "authorization,content-type");
    }

    private static HttpResponse<String> preflight(
            TestServer server, String origin, String path, String method, String headers) {
        return server.send(server.anonymous(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers));
    }

    private static long head(TestServer server) {
        return json(server.get(HEAD)).get("head_sequence").asLong();
    }

    private static Optional<String> allowedOrigin(HttpResponse<String> answer) {
        return answer.headers().firstValue("Access-Control-Allow-Origin");
    }

    private static int statusByHost(TestServer server, String host) throws IOException {
        return statusByHost(server, HEAD, host);
    }

    private static int statusByHost(TestServer server, String path, String host) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
