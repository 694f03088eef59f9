package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.stateset.sequencer.server.RawHttp.RawAnswer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The id of a call, the headers of every answer, and the log of calls. */
class RequestIdsTest {

    private static final TestServer SERVER =
            TestServer.start(SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.accessLog(true));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static RawAnswer raw(String request) throws IOException {
        return RawHttp.send(SERVER.port(), request.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nHost: localhost\r\n",
                "HEAD /health HTTP/1.1\r\nHost: localhost\r\n",
                "GET /api/v1/head HTTP/1.1\r\nHost: localhost\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n",
                "DELETE /health HTTP/1.1\r\nHost: localhost\r\n",
                "OPTIONS /health HTTP/1.1\r\nHost: localhost\r\n",
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
                "GET /health HTTP/1.1\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nno colon\r\n",
                "POST /api/v1/events/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n",
            })
    void every_answer_has_an_id_and_is_no_script_and_no_frame(String request) throws IOException {
        String head = raw(request + "Connection: close\r\n\r\n").head().toLowerCase(Locale.ROOT);
        assertThat(head).contains("x-request-id: ", "x-content-type-options: nosniff", "x-frame-options: deny");
        assertThat(head.split("x-request-id: ", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "4f0c1f5e-9d5e-4a3c-8a51-1f2e3d4c5b6a", "trace/7:x_y.z=+@", "0123456789abcdef"})
    void a_well_formed_id_is_taken_over(String id) {
        assertThat(idOf(SERVER.send(SERVER.request("/health").header("X-Request-Id", id))))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "{x}", "<b>", "\u00e4", "a;b", "\\u000a"})
    void another_is_replaced(String id) throws IOException {
        String head = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-request-id: " + id
                        + "\r\n\r\n")
                .head();
        assertThat(head).containsPattern("X-Request-Id: [0-9a-f-]{36}\r\n");
    }

    @Test
    void one_that_is_too_long_is_replaced() {
        assertThat(idOf(SERVER.send(SERVER.request("/health").header("X-Request-Id", "x".repeat(128)))))
                .hasSize(128);
        assertThat(idOf(SERVER.send(SERVER.request("/health").header("X-Request-Id", "x".repeat(129)))))
                .hasSize(36);
    }

    private static String idOf(HttpResponse<String> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    @Test
    void a_call_is_a_line_without_what_was_sent() throws Exception {
        try (Lines lines = new Lines()) {
            SERVER.send(SERVER.request("/api/v1/entities/person/Jane-Doe?" + Sent.STREAM)
                    .header("X-Request-Id", "of-jane"));
            ILoggingEvent line = lines.of("of-jane");
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            Map<String, Object> facts = factsOf(line);
            assertThat(facts)
                    .containsEntry("method", "GET")
                    .containsEntry("route", "/api/v1/entities/{entity_type}/{entity_id}")
                    .containsEntry("status", 200)
                    .containsEntry("client", "127.0.0.1")
                    .containsKeys("duration_ms", "request_bytes", "response_bytes")
                    .doesNotContainKey("error");
            assertThat(line.getFormattedMessage()).startsWith("GET /api/v1/entities/{entity_type}/{entity_id} 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 4bf92f3577b34da6a3ce929d0e0e4736",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later, 4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later,",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01later,",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01,",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01,",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01,",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7,",
        "password=hunter2,",
    })
    void a_line_names_the_trace_that_its_call_is_made_in(String sent, @Nullable String traceId) throws Exception {
        try (Lines lines = new Lines()) {
            String id = UUID.randomUUID().toString();
            SERVER.send(SERVER.request("/health").header("X-Request-Id", id).header("traceparent", sent));
            ILoggingEvent line = lines.of(id);
            assertThat(factsOf(line).get("trace_id")).isEqualTo(traceId);
            assertThat(line.getMDCPropertyMap().get("traceparent"))
                    .isEqualTo(traceId == null ? null : sent.substring(0, 55));
        }
    }

    @Test
    void payloads_keys_and_secrets_are_in_no_line() throws Exception {
        try (Lines lines = new Lines()) {
            SERVER.send(SERVER.request("/api/v1/events/ingest")
                    .header("X-Request-Id", "sent")
                    .POST(BodyPublishers.ofString(batch(event("o-secret", "{\"password\":\"hunter2\"}")))));
            lines.of("sent");
            SERVER.send(SERVER.anonymous("/api/v1/head?token=hunter3")
                    .header("X-Request-Id", "refused")
                    .header("Authorization", "Bearer ss_hunter4"));
            ILoggingEvent refused = lines.of("refused");
            assertThat(factsOf(refused)).containsEntry("status", 401).containsEntry("error", "unauthorized");
            assertThat(lines.seen())
                    .doesNotContain("hunter")
                    .doesNotContain("o-secret")
                    .doesNotContain(TestServer.KEY)
                    .doesNotContain(Sent.STORE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/head?" + Sent.STREAM, "/api/v1/entities/order/o-1?" + Sent.STREAM})
    void lines_of_a_failed_call_have_its_id(String path) {
        StoreOnALeash store = new StoreOnALeash();
        try (TestServer failing = TestServer.start(store, sequencing -> {}, serving -> serving.accessLog(true));
                LogLines log = LogLines.ofAll()) {
            store.beforeEach(() -> {
                throw new IllegalStateException("a failure of the test");
            });
            assertThat(failing.send(failing.request(path).header("X-Request-Id", "the-failed-call"))
                            .statusCode())
                    .isEqualTo(500);
            assertThat(log.serious())
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(line.getMDCPropertyMap()).containsEntry("request_id", "the-failed-call"));
        }
    }

    @Test
    void without_the_setting_there_is_no_line() throws Exception {
        try (TestServer silent = TestServer.start();
                Lines lines = new Lines()) {
            silent.get("/health");
            SERVER.send(SERVER.request("/health").header("X-Request-Id", "the-other-server"));
            lines.of("the-other-server");
            assertThat(lines.all).hasSize(1);
        }
    }

    private static Map<String, Object> factsOf(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    /** What the access log gets while this is open. */
    private static final class Lines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger logger = (Logger) LoggerFactory.getLogger("com.stateset.sequencer.access");
        private final BlockingQueue<ILoggingEvent> waiting = new LinkedBlockingQueue<>();
        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        private Lines() {
            logger.setLevel(Level.INFO);
            start();
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            all.add(line);
            waiting.add(line);
        }

        /** The line of a call: it comes when the answer is complete, which the client may learn before. */
        private ILoggingEvent of(String requestId) throws InterruptedException {
            while (true) {
                ILoggingEvent line = waiting.poll(10, TimeUnit.SECONDS);
                assertThat(line).as("a line of " + requestId).isNotNull();
                if (requestId.equals(line.getMDCPropertyMap().get("request_id"))) {
                    return line;
                }
            }
        }

        private String seen() {
            return all.stream()
                    .map(line -> line.getFormattedMessage() + line.getKeyValuePairs() + line.getMDCPropertyMap())
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public void close() {
            logger.detachAppender(this);
        }
    }
}
