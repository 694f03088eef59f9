package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store hands out no more than 16 MiB of payloads at a time. */
class PagedEventsTest {

    private static final int EVENTS = 40;
    private static final String PAYLOAD = "\"" + "x".repeat(1_000_000) + "\"";
    private static final StoreOnALeash STORE = new StoreOnALeash();
    private static final TestServer SERVER = TestServer.start(STORE);

    @BeforeAll
    static void fill() {
        for (int i = 0; i < EVENTS; i += 8) {
            assertThat(SERVER.ingest(batch(largeEvents(8))).statusCode()).isEqualTo(200);
        }
    }

    @BeforeEach
    void loosen() {
        STORE.beforeEach(() -> {});
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aPageHoldsAsManyEventsAsWereAskedFor() {
        JsonNode page = json(SERVER.get("/api/v1/events?" + STREAM + "&from=2&limit=35"));
        assertThat(numbers(page)).containsExactlyElementsOf(numbers(2, 36));
        assertThat(page.get("count").asInt()).isEqualTo(35);
        assertThat(page.get("head_sequence").asLong()).isEqualTo(EVENTS);
    }

    @Test
    void thePageBeforeTheEndHoldsAllThereIs() {
        JsonNode page = json(SERVER.get("/api/v1/events?" + STREAM + "&from=3&limit=1000"));
        assertThat(numbers(page)).containsExactlyElementsOf(numbers(3, EVENTS));
        assertThat(page.get("count").asInt()).isEqualTo(EVENTS - 2);
    }

    @Test
    void theHistoryOfAnEntityHoldsAsManyEventsAsWereAskedFor() {
        JsonNode some = json(SERVER.get("/api/v1/entities/order/o-1?" + STREAM + "&from=1&limit=35"));
        assertThat(numbers(some)).containsExactlyElementsOf(numbers(2, 36));
        assertThat(some.get("count").asInt()).isEqualTo(35);
        assertThat(some.get("has_more").asBoolean()).isTrue();

        JsonNode all = json(SERVER.get("/api/v1/entities/order/o-1?" + STREAM));
        assertThat(numbers(all)).containsExactlyElementsOf(numbers(1, EVENTS));
        assertThat(all.get("version").asLong()).isEqualTo(EVENTS);
        assertThat(all.get("total").asLong()).isEqualTo(EVENTS);
        assertThat(all.get("has_more").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events?", "/api/v1/entities/order/o-1?"})
    void anAnswerThatBreaksOffIsNotTakenForTheEnd(String call) {
        for (String encoding : List.of("identity", "gzip")) {
            AtomicInteger reads = new AtomicInteger();
            STORE.beforeEach(() -> {
                // The client asks again if nothing of the answer has come.
                if (reads.incrementAndGet() % 2 == 0) {
                    throw new StoreUnavailableException("gone", null);
                }
            });
            try (LogLines log = LogLines.ofAll()) {
                assertThatThrownBy(() -> SERVER.send(
                                SERVER.request(call + STREAM + "&limit=30").header("Accept-Encoding", encoding)))
                        .as(encoding)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(IOException.class);
                assertThat(log.warningsAndErrors()).isNotEmpty().containsOnly("The store is unavailable: gone");
            }
        }
    }

    private static List<String> largeEvents(int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event("o-1", PAYLOAD));
        }
        return events;
    }

    private static List<Long> numbers(JsonNode page) {
        List<Long> numbers = new ArrayList<>();
        page.get("events")
                .forEach(event -> numbers.add(event.get("sequence_number").asLong()));
        return numbers;
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
