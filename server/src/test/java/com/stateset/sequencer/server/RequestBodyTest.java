package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBodyTest {

    private static final TestServer SERVER = TestServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> bodies() {
        String good = event("o-1", "{}");
        return Stream.of(
                arguments("", "$", "the body is empty"),
                arguments("  ", "$", "there is no value"),
                arguments("{", "$", "the body ends before the value is complete"),
                arguments("nul", "$", "not valid JSON at line 1, column 1"),
                arguments("{\"events\":[\n{\"x\" 1}]}", "$.events[0].x", "not valid JSON at line 2, column 6"),
                arguments(batch(good) + "x", "$", "not valid JSON at line 3, column 58"),
                arguments(batch(good) + "{}", "$", "there is more text after the value"),
                arguments("[]", "$", "must be an object, not an array"),
                arguments("{}", "$.agent_id", "is missing"),
                arguments("{\"agent_id\":null}", "$.agent_id", "is missing"),
                arguments("{\"agent_id\":\"" + AGENT + "\"}", "$.events", "is missing"),
                arguments("{\"agent_id\":\"" + AGENT + "\",\"events\":null}", "$.events", "is missing"),
                arguments(batch(), "$.events", "is empty"),
                arguments("{\"events\":[" + good + "]}", "$.agent_id", "is missing"),
                arguments("{\"agent_id\":17}", "$.agent_id", "must be a string, not an integer"),
                arguments("{\"agent_id\":\"" + AGENT + "x\"}", "$.agent_id", Sent.NO_UUID),
                arguments("{\"events\":{}}", "$.events", "must be an array, not an object"),
                arguments(batch(good, "[]"), "$.events[1]", "must be an object, not an array"),
                arguments(batch(good, "null"), "$.events[1]", "must not be null"),
                arguments(
                        "{\"agent_id\":\"" + AGENT + "\",\"agent_id\":\"" + AGENT + "\"}",
                        "$.agent_id",
                        "stands twice in one object"),
                arguments("{\"a b\":1,\"a b\":1}", "$['…']", "stands twice in one object"),
                arguments("{\"\\ud800\":1}", "$['…']", "holds a lone surrogate"),
                arguments("{\"agent_id\":\"\\udc00\"}", "$.agent_id", "holds a lone surrogate"),
                arguments("\ufeff{}", "$", "the body begins with a byte order mark, which JSON does not allow"),
                arguments("{\"x\":" + "[".repeat(20_000), "$.x", "the body ends before the value is complete"),
                arguments(
                        "{\"x\":" + "[".repeat(20_000) + "]".repeat(19_999) + "}",
                        "$.x",
                        "not valid JSON at line 1, column 40005"),
                arguments(batch(good, with("event_id", null)), "$.events[1].event_id", "is missing"),
                arguments(batch(with("event_id", "null")), "$.events[0].event_id", "is missing"),
                arguments(batch(with("event_id", "\"1-1-1-1-1\"")), "$.events[0].event_id", Sent.NO_UUID),
                arguments(batch(with("event_id", "1")), "$.events[0].event_id", "must be a string, not an integer"),
                arguments(batch(with("tenant_id", null)), "$.events[0].tenant_id", "is missing"),
                arguments(batch(with("store_id", null)), "$.events[0].store_id", "is missing"),
                arguments(batch(with("entity_type", null)), "$.events[0].entity_type", "is missing"),
                arguments(batch(with("entity_id", "{}")), "$.events[0].entity_id", "must be a string, not an object"),
                arguments(batch(with("entity_id", "\"\\ud83d!\"")), "$.events[0].entity_id", "holds a lone surrogate"),
                arguments(
                        batch(with("event_type", "true")), "$.events[0].event_type", "must be a string, not a boolean"),
                arguments(batch(with("payload", null)), "$.events[0].payload", "is missing"),
                arguments(
                        batch(with("payload", "{\"a\":tru}")),
                        "$.events[0].payload",
                        "not valid JSON at line 1, column 298"),
                arguments(
                        batch(with("payload_hash", "1")),
                        "$.events[0].payload_hash",
                        "must be a string, not an integer"),
                arguments(
                        batch(with("created_at", "1767323045")),
                        "$.events[0].created_at",
                        "must be a string, not an integer"),
                arguments(batch(with("source_agent", null)), "$.events[0].source_agent", "is missing"),
                arguments(batch(with("command_id", "\"x\"")), "$.events[0].command_id", Sent.NO_UUID),
                arguments(
                        batch(with("base_version", "1.0")),
                        "$.events[0].base_version",
                        "must be an integer, not a number with a fraction or exponent"),
                arguments(
                        batch(with("base_version", "\"1\"")),
                        "$.events[0].base_version",
                        "must be an integer, not a string"),
                arguments(
                        batch(with("base_version", "9223372036854775808")),
                        "$.events[0].base_version",
                        "is out of range"),
                arguments(
                        batch(with("base_version", "1" + "0".repeat(100_000))),
                        "$.events[0].base_version",
                        "is out of range"),
                arguments(
                        batch(good, with("store_id", "\"" + TENANT + "\"")),
                        "$.events[1].store_id",
                        "is not that of the first event; all events of a batch belong to one stream"),
                arguments(
                        batch(good, good, with("tenant_id", "\"" + STORE + "\"")),
                        "$.events[2].tenant_id",
                        "is not that of the first event; all events of a batch belong to one stream"),
                arguments(
                        batch(IntStream.range(0, 1001)
                                .mapToObj(i -> event("o-1", "{}"))
                                .toList()),
                        "$.events",
                        "holds more than 1000 events, the most of one batch"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_body_that_cannot_be_typed_is_refused(String body, String path, String problem) {
        HttpResponse<String> response = SERVER.ingest(body);
        JsonNode error = json(response).get("error");

        assertThat(error.get("message").asText()).isEqualTo(path + ": " + problem);
        assertThat(error.get("code").asText()).isEqualTo("invalid_request");
        assertThat(error.at("/details/path").asText()).isEqualTo(path);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertNothingWasStored();
    }

    @Test
    void a_body_may_be_cut_off_anywhere() {
        byte[] body = batch(event("o-1", "{\"a\":[1,\"x\"]}")).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < body.length; length++) {
            HttpResponse<String> response = SERVER.ingest(Arrays.copyOf(body, length));
            assertThat(response.statusCode()).as("cut at %d", length).isEqualTo(400);
        }
        assertNothingWasStored();
    }

    @Test
    void only_utf_8_is_read() {
        String body = batch(event("o-1", "{}"));
        byte[] overlong = body.replace("order.placed", "order.p\u0001").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < overlong.length; i++) {
            if (overlong[i] == 1) {
                overlong[i] = (byte) 0xc0;
            }
        }
        assertRefused(body.getBytes(StandardCharsets.UTF_16BE));
        assertRefused(body.getBytes(StandardCharsets.UTF_16LE));
        assertRefused(body.getBytes(StandardCharsets.UTF_16));
        assertRefused(overlong);
        assertRefused(body.replace("o-1", "Füße").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void twenty_mebibytes_are_too_much_however_they_come() {
        byte[] large = new byte[20 << 20];
        Arrays.fill(large, (byte) ' ');
        assertTooLarge(SERVER.ingest(large));
        assertTooLarge(SERVER.send(SERVER.request("/api/v1/events/ingest")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))));
    }

    @Test
    void a_client_that_asks_first_is_told_at_once() throws IOException {
        try (Socket socket = SERVER.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                            POST /api/v1/events/ingest HTTP/1.1
                            Host: localhost
                            x-api-key: %s
                            Content-Length: %d
                            Expect: 100-continue

                            """.formatted(TestServer.KEY, 20 << 20)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .endsWith("{\"error\":{\"code\":\"payload_too_large\","
                            + "\"message\":\"The body is larger than 10485760 bytes.\"}}");
        }
    }

    @Test
    void the_limit_itself_is_not_too_much() {
        byte[] body = batch(event("o-1", "{}")).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(body, 10 << 20);
        Arrays.fill(padded, body.length, padded.length, (byte) ' ');
        try (TestServer fresh = TestServer.start()) {
            assertThat(fresh.ingest(padded).statusCode()).isEqualTo(200);
            assertTooLarge(fresh.ingest(Arrays.copyOf(padded, padded.length + 1)));
        }
    }

    @Test
    void the_limits_can_be_set() {
        try (TestServer small = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing.maxPayloadBytes(10),
                serving -> serving.maxBodyBytes(2000).maxBatchEvents(2))) {
            assertThat(small.ingest(batch(event("o-1", "{}"), event("o-1", "{}")))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(json(small.ingest(batch(event("o-1", "{}"), event("o-1", "{}"), event("o-1", "{}"))))
                            .at("/error/message")
                            .asText())
                    .isEqualTo("$.events: holds more than 2 events, the most of one batch");
            assertThat(json(small.ingest(batch(event("o-1", "{\"a\":12345}"))))
                            .at("/rejections/0/message")
                            .asText())
                    .isEqualTo("payload has 11 bytes; at most 10 are allowed");
            assertThat(small.ingest(" ".repeat(2001)).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void bodies_may_come_as_gzip_and_every_answer_says_so() {
        try (TestServer fresh = TestServer.start()) {
            HttpResponse<String> response = encoded(fresh, "GZIP", gzip(batch(event("o-1", "{}"))));
            assertThat(json(response).get("events_accepted").asInt()).isEqualTo(1);
            assertThat(response.headers().allValues("Accept-Encoding")).containsExactly("gzip");
            assertThat(encoded(fresh, "identity", batch(event("o-1", "{}")).getBytes(StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_is_no_gzip_is_refused() {
        byte[] whole = gzip(batch(event("o-1", "{}")));
        byte[] more = new byte[whole.length + 9];
        System.arraycopy(whole, 0, more, 0, whole.length);
        for (byte[] body : List.of(
                new byte[0],
                "x".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, whole.length - 9),
                more,
                manyMembers(whole))) {
            HttpResponse<String> response = encoded(SERVER, "gzip", body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).at("/error/message").asText())
                    .isEqualTo("The body is not one gzip member: it is something else, ends too early, or goes on.");
        }
        assertNothingWasStored();
    }

    @Test
    void a_small_body_that_becomes_a_large_one_is_cut_off() {
        String padding = " ".repeat(10 << 20);
        byte[] bomb = gzip(batch(event("o-1", "{}")) + padding);
        assertThat(bomb).hasSizeLessThan(20_000);
        assertTooLarge(encoded(SERVER, "gzip", bomb));
        assertNothingWasStored();
        try (TestServer fresh = TestServer.start()) {
            String body = batch(event("o-1", "{}"));
            byte[] limit = gzip(body + padding.substring(body.getBytes(StandardCharsets.UTF_8).length));
            assertThat(encoded(fresh, "gzip", limit).statusCode()).isEqualTo(200);
        }
    }

    /** Where three quarters of a twelfth of the heap are less than one of the largest bodies. */
    @Test
    void a_body_that_hardly_shrinks_is_counted_in_both_forms() throws Exception {
        try (BoundedServer bounded = BoundedServer.start("64m", Duration.ofSeconds(10))) {
            TestServer small = bounded.client();
            String large = batch(event(id(1), "o-1", "{}")) + shapelessSpace(9 << 20);
            byte[] zipped = gzip(large);
            assertThat(zipped).hasSizeBetween(2 << 20, 3 << 20);
            HttpResponse<String> refused = encoded(small, "gzip", zipped);
            assertThat(refused.statusCode()).isEqualTo(415);
            assertThat(json(refused).at("/error/message").asText())
                    .isEqualTo("The body is too large to be taken in both forms, compressed and not;"
                            + " send it as it is.");
            assertThat(small.ingest(large).statusCode()).isEqualTo(200);
            byte[] less = gzip(batch(event(id(2), "o-1", "{}")) + shapelessSpace(7 << 20));
            assertThat(encoded(small, "gzip", less).statusCode()).isEqualTo(200);
        }
    }

    /** Until it has come it may be as large as any, and is counted so. */
    @Test
    void a_compressed_body_of_unknown_length_is_counted_by_what_came() throws Exception {
        try (BoundedServer bounded = BoundedServer.start("64m", Duration.ofSeconds(10))) {
            byte[] zipped = gzip(batch(event("o-1", "{}")) + shapelessSpace(1 << 20));
            assertThat(zipped).hasSizeGreaterThan(64 << 10);
            HttpResponse<String> response = bounded.client()
                    .send(bounded.client()
                            .request("/api/v1/events/ingest")
                            .header("Content-Encoding", "gzip")
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(zipped))));
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    /** What JSON passes over, in a sequence of which nothing can be foretold: two bits a character. */
    private static String shapelessSpace(int length) {
        Random random = new Random(1);
        return random.ints(length, 0, 4)
                .mapToObj(" \t\r\n"::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }

    @Test
    void other_encodings_are_refused_with_the_one_that_is_taken() {
        for (String encoding : List.of("br", "gzip, gzip")) {
            HttpResponse<String> response = encoded(SERVER, encoding, gzip(batch(event("o-1", "{}"))));
            assertThat(response.statusCode()).isEqualTo(415);
            assertThat(json(response).at("/error/code").asText()).isEqualTo("unsupported_media_type");
            assertThat(json(response).at("/error/message").asText())
                    .isEqualTo("The content encoding " + encoding
                            + " is not supported; send the body as it is, or as gzip.");
        }
    }

    private static HttpResponse<String> encoded(TestServer server, String encoding, byte[] body) {
        return server.send(server.request("/api/v1/events/ingest")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** More of them than the JDK's own stream could take: it calls itself for each. */
    private static byte[] manyMembers(byte[] first) {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(first);
        byte[] empty = gzip("");
        for (int i = 0; i < 50_000; i++) {
            members.writeBytes(empty);
        }
        return members.toByteArray();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    @Test
    void a_thousand_events_are_not_too_many() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(event(id(i), "o-" + i, "{}"));
        }
        try (TestServer fresh = TestServer.start()) {
            assertThat(json(fresh.ingest(batch(events))).get("head_sequence").asLong())
                    .isEqualTo(1000);
        }
    }

    private static String with(String member, String value) {
        String event = event(id(1), "o-1", "{}");
        return json(event).has(member)
                ? event.replaceFirst(
                                "\"" + member + "\": ?(\"[^\"]*\"|\\{\\}) ?,?",
                                value == null ? "" : ("\"" + member + "\":" + value + ",").replace("\\", "\\\\"))
                        .replaceFirst(",\\s*\\}$", "}")
                        .replace("\n", "")
                : event(id(1), "o-1", "{}", "\"" + member + "\":" + value);
    }

    private static void assertRefused(byte[] body) {
        assertThat(SERVER.ingest(body).statusCode()).isEqualTo(400);
        assertNothingWasStored();
    }

    private static void assertTooLarge(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body())
                .isEqualTo("{\"error\":{\"code\":\"payload_too_large\","
                        + "\"message\":\"The body is larger than 10485760 bytes.\"}}");
    }

    private static void assertNothingWasStored() {
        assertThat(json(SERVER.get("/api/v1/head?" + STREAM))
                        .get("head_sequence")
                        .asLong())
                .isZero();
    }
}
