package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.http.Errors;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class ErrorsTest {

    private static final String SECRET = "ERROR: relation \"events\" at 10.0.0.7:5432 (SQLSTATE 42P01)";
    private static final Pattern ID = Pattern.compile("under the id ([0-9a-f-]{36})\\.");

    private final StoreOnALeash store = new StoreOnALeash();
    private final TestServer server = TestServer.start(store);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    ErrorsTest() {
        log.start();
        logger().addAppender(log);
        logger().setAdditive(false);
        logger().setLevel(Level.WARN);
    }

    @AfterEach
    void stop() {
        server.close();
        logger().detachAppender(log);
        logger().setAdditive(true);
        logger().setLevel(null);
    }

    static Stream<String> calls() {
        return Stream.of(
                "/api/v1/events?" + STREAM,
                "/api/v1/head?" + STREAM,
                "/api/v1/events/" + id(1) + "?" + STREAM,
                "/api/v1/entities/order/o-1?" + STREAM);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_read_from_a_store_out_of_reach_is_503(String call) {
        fail(new StoreUnavailableException(SECRET, null));
        assertUnavailable(server.get(call), "store_unavailable", "2");
        store.beforeEach(() -> {});
        assertThat(server.get(call).statusCode()).isIn(200, 404);
    }

    @Test
    void an_ingestion_without_a_store_is_503_and_safe_to_repeat() {
        String body = batch(event(id(1), "o-1", "{}"));
        fail(new StoreUnavailableException(SECRET, null));
        assertUnavailable(server.ingest(body), "store_unavailable", "2");
        store.beforeEach(() -> {});
        assertThat(json(server.ingest(body)).get("head_sequence").asLong()).isEqualTo(1);
    }

    @Test
    void a_stream_that_another_holds_is_503() {
        fail(new StreamBusyException(Set.of(new StreamId(id(1), id(2))), null));
        assertUnavailable(server.get("/api/v1/head?" + STREAM), "stream_busy", "1");
    }

    @Test
    void readiness_follows_the_store_and_health_does_not() {
        fail(new StoreUnavailableException(SECRET, null));
        assertUnavailable(server.get("/ready"), "store_unavailable", "2");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        store.beforeEach(() -> {});
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void a_sequencer_that_has_broken_down_is_not_ready_and_says_so() {
        fail(new SequencerFailedException(SECRET, null));
        assertUnavailable(server.get("/ready"), "sequencer_failed", "30");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_question_that_ends_unexpectedly_is_not_the_last() {
        fail(new IllegalStateException(SECRET));
        assertUnavailable(server.get("/ready"), "store_unavailable", "2");
        store.beforeEach(() -> {
            throw new AssertionError(SECRET);
        });
        assertUnavailable(server.get("/ready"), "store_unavailable", "2");
        store.beforeEach(() -> {});
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void an_unknown_outcome_is_503_and_no_shutdown() {
        fail(new OutcomeUnknownException("no answer in time", null));
        assertUnavailable(server.get("/api/v1/head?" + STREAM), "outcome_unknown", "2");
    }

    @Test
    void a_store_that_hangs_is_not_ready_and_holds_up_nothing_else() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        store.beforeEach(() -> {
            asked.countDown();
            await(mayAnswer);
        });
        assertUnavailable(server.get("/ready"), "store_unavailable", "2");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        asked.await();
        mayAnswer.countDown();
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void an_unexpected_error_is_500_with_an_id_that_the_log_knows(String call) {
        fail(new IllegalStateException(SECRET));
        assertInternal(server.get(call));
        fail(new StoreFailedException(SECRET, null));
        assertInternal(server.get(call));
    }

    @Test
    void even_an_error_is_answered_in_json() {
        store.beforeEach(() -> {
            throw new AssertionError(SECRET);
        });
        assertInternal(server.get("/api/v1/head?" + STREAM));
    }

    private void fail(RuntimeException failure) {
        store.beforeEach(() -> {
            throw failure;
        });
    }

    private static void assertUnavailable(HttpResponse<String> response, String code, String retryAfter) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains(retryAfter);
        assertThat(json(response).at("/error/code").asText()).isEqualTo(code);
        assertThat(response.body()).doesNotContain("SQLSTATE", "10.0.0.7", "Exception");
    }

    private void assertInternal(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("internal_error");
        assertThat(response.body()).doesNotContain("SQLSTATE", "10.0.0.7", "Exception");
        Matcher told = ID.matcher(json(response).at("/error/message").asText());
        assertThat(told.find()).isTrue();
        assertThat(log.list).anySatisfy(line -> {
            assertThat(line.getFormattedMessage())
                    .contains(UUID.fromString(told.group(1)).toString());
            assertThat(line.getThrowableProxy().getMessage()).isEqualTo(SECRET);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Errors.class);
    }
}
