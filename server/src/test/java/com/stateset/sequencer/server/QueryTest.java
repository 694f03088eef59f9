package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    private static final TestServer SERVER = TestServer.start();
    private static final String KEY_HEADER = "x-api-key: " + TestServer.KEY + "\r\n";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void theServerStillServes() {
        assertThat(SERVER.get("/api/v1/head?" + STREAM).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, The parameter limit must be 1 or more.",
        "limit=-3, The parameter limit must be 1 or more.",
        "limit=abc, The parameter limit must be a whole number.",
        "limit=, The parameter limit must be a whole number.",
        "limit, The parameter limit must be a whole number.",
        "limit=1.5, The parameter limit must be a whole number.",
        "limit=%2B5, The parameter limit must be a whole number.",
        "limit=1&limit=1, The parameter limit is given more than once.",
        "from=-1, The parameter from must be 0 or more.",
        "from=-99999999999999999999, The parameter from must be 0 or more.",
        "from=9223372036854775808, The parameter from must be at most 9223372036854775807.",
        "from=99999999999999999999999, The parameter from must be at most 9223372036854775807.",
        "from=x, The parameter from must be a whole number.",
        "receipts=yes, The parameter receipts must be true or false.",
        "x=%zz, The query is not well percent-encoded UTF-8.",
        "x=%ff, The query is not well percent-encoded UTF-8.",
    })
    void aParameterThatIsWrongIsNamed(String query, String message) throws IOException {
        assertRefused(raw("GET /api/v1/events?" + STREAM + "&" + query + " HTTP/1.1\r\n" + KEY_HEADER), 400, message);
    }

    @Test
    void theStreamMustBeNamed() {
        assertError(SERVER.get("/api/v1/events"), 400, "The parameter tenant_id is missing.");
        assertError(SERVER.get("/api/v1/head?tenant_id=" + TENANT), 400, "The parameter store_id is missing.");
        assertError(
                SERVER.get("/api/v1/head?store_id=" + STORE + "&tenant_id=1-1-1-1-1"),
                400,
                "The parameter tenant_id " + Sent.NO_UUID + ".");
        assertError(
                SERVER.get("/api/v1/entities/order/o-1?tenant_id=" + TENANT + "x&store_id=" + STORE),
                400,
                "The parameter tenant_id " + Sent.NO_UUID + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "/commitments?limit=0, The parameter limit must be 1 or more.",
        "/commitments?before=0, The parameter before must be 1 or more.",
        "/ves/commitments?before=x, The parameter before must be a whole number.",
        "/proofs/1?batch_id=7, The parameter batch_id must be a UUID such as 123e4567-e89b-12d3-a456-426614174000.",
        "/proofs/-1?, The sequence_number in the path must be a whole number of at most 18 digits.",
        "/proofs/1.0?, The sequence_number in the path must be a whole number of at most 18 digits.",
        "/ves/proofs/9999999999999999999?, The sequence_number in the path must be a whole number of at most 18 digits.",
        "/agents/me/signing-keys?, The agent_id in the path must be a UUID such as 123e4567-e89b-12d3-a456-426614174000.",
        "/events/b837ab08-77c4-4b8e-b238-ee1d69304d0d?receipts=1, The parameter receipts must be true or false.",
        "/entities/order/o-1?receipts=TRUE, The parameter receipts must be true or false.",
    })
    void whatIsWrongInAPathOrQueryIsNamed(String path, String message) {
        assertError(SERVER.get("/api/v1" + path + "&" + STREAM), 400, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/commitments", "/ves/commitments", "/proofs/1", "/ves/proofs/1"})
    void callsOnStreamsNeedTheirNames(String path) {
        assertError(SERVER.get("/api/v1" + path), 400, "The parameter tenant_id is missing.");
        assertError(SERVER.get("/api/v1" + path + "?tenant_id=" + TENANT), 400, "The parameter store_id is missing.");
    }

    @Test
    void aDirectoryIsOfATenant() {
        assertError(
                SERVER.get("/api/v1/agents/" + TENANT + "/signing-keys"), 400, "The parameter tenant_id is missing.");
    }

    @Test
    void anEventMustBeNamedByItsIdAndBeThere() {
        assertError(SERVER.get("/api/v1/events/17?" + STREAM), 400, "The event_id in the path " + Sent.NO_UUID + ".");
        assertError(
                SERVER.get("/api/v1/events/" + id(1) + "?" + STREAM), 404, "The stream has no event " + id(1) + ".");
    }

    @Test
    void anEntityMustHaveANameThatItCanHave() {
        assertError(
                SERVER.get("/api/v1/entities/order/" + "x".repeat(513) + "?" + STREAM),
                400,
                "In the path, entity_id has 513 characters; at most 512 are allowed.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api/v1",
                "/api/v1/events/",
                "/api/v1/events/1/2",
                "/api/v2/events",
                "/API/v1/events",
                "/api/v1//events",
                "/api/v1/entities/order",
                "/api/v1/entities/order/",
                "/api/v1/entities/order/a/b",
                "/api/v1%2Fevents",
                "/api/v1/ves/events",
                "/api/v1/proofs/",
                "/api/v1/agents",
                "/api/v1/sequencer/"
            })
    void whereThereIsNothingTheAnswerIs404(String path) {
        assertError(SERVER.get(path + "?" + STREAM), 404, "There is nothing at this path.");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/events, 'GET, HEAD'",
        "POST, /api/v1/events, 'GET, HEAD'",
        "PUT, /api/v1/head, 'GET, HEAD'",
        "PATCH, /api/v1/entities/order/a%2Fb, 'GET, HEAD'",
        "TRACE, /health, 'GET, HEAD'",
        "NONSENSE, /ready, 'GET, HEAD'",
        "GET, /api/v1/events/ingest, POST",
        "DELETE, /api/v1/events/ingest, POST",
        "GET, /api/v1/ves/events/ingest, POST",
        "DELETE, /api/v1/commitments, 'GET, POST, HEAD'",
        "PUT, /api/v1/ves/commitments, 'GET, POST, HEAD'",
        "POST, /api/v1/commitments/b837ab08-77c4-4b8e-b238-ee1d69304d0d, 'GET, HEAD'",
        "POST, /api/v1/proofs/1, 'GET, HEAD'",
        "GET, /api/v1/proofs/verify, POST",
        "PUT, /api/v1/ves/proofs/verify, POST",
        "GET, /api/v1/agents/keys, POST",
        "DELETE, /api/v1/agents/keys/revoke, POST",
        "POST, /api/v1/agents/b837ab08-77c4-4b8e-b238-ee1d69304d0d/signing-keys, 'GET, HEAD'",
        "POST, /api/v1/sequencer, 'GET, HEAD'",
        "POST, /api/v1/history/head, 'GET, HEAD'",
        "PUT, /api/v1/history/proofs/1, 'GET, HEAD'",
        "GET, /api/v1/history/accept, POST",
        "POST, /log/heads/checkpoint, 'GET, HEAD'",
    })
    void aMethodThatIsNotPossibleIsAnsweredWithThosePossible(String method, String path, String allowed)
            throws IOException {
        String answer = raw(method + " " + path + " HTTP/1.1\r\n" + KEY_HEADER);
        assertRefused(answer, 405, "The method " + method + " is not allowed here, only " + allowed + ".");
        assertThat(answer).contains("\r\nAllow: " + allowed + "\r\n");
    }

    @Test
    void optionsTellsWhatIsPossible() {
        HttpResponse<String> options =
                SERVER.send(SERVER.anonymous("/api/v1/events/ingest").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).contains("POST, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C3", "%C0%AF", "%ED%A0%80"})
    void aPathMustBeUtf8(String name) {
        assertError(
                SERVER.get("/api/v1/entities/order/" + name + "?" + STREAM),
                400,
                "The path is not well percent-encoded UTF-8.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n",
                "GET /%zz HTTP/1.1\r\n",
                "GET /%00 HTTP/1.1\r\n",
                "GET /../../x HTTP/1.1\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nContent-Length: abc\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nContent-Length: -1\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nTransfer-Encoding: gzip\r\n"
            })
    void aRequestThatIsNotHttpIsAnsweredInJson(String head) throws IOException {
        assertRefused(raw(head), 400, "The request line or a header is malformed.");
    }

    @Test
    void headersAreLimited() throws IOException {
        assertRefused(
                raw("GET /health HTTP/1.1\r\nX: " + "x".repeat(50_000) + "\r\n"),
                431,
                "The request's headers are too large.");
        assertRefused(raw("GET /" + "x".repeat(50_000) + " HTTP/1.1\r\n"), 414, "The URI is too long.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 50\r\n\r\n{\"a\":",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void aBodyThatEndsTooEarlyIsNoServerError(String rest) throws IOException {
        String head = "POST /api/v1/events/ingest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + KEY_HEADER;
        assertRefused(exchange(head + rest), 400, "The body ends too early, or is not transferred as HTTP prescribes.");
    }

    @Test
    void aRequestForAWebSocketIsServedAsAnyOther() throws IOException {
        String answer = raw("GET /health HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("Set-Cookie");
    }

    private static String raw(String head) throws IOException {
        return exchange(head + "Host: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String exchange(String request) throws IOException {
        try (Socket socket = SERVER.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(String answer, int status, String message) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nContent-Type: application/json\r\n");
        assertThat(json(answer.substring(answer.indexOf("\r\n\r\n")))
                        .at("/error/message")
                        .asText())
                .isEqualTo(message);
    }

    private static void assertError(HttpResponse<String> response, int status, String message) {
        assertThat(json(response).at("/error/message").asText()).isEqualTo(message);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }
}
