package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store hands out no more than 16 MiB of payloads at a time. */
class EventPagesTest {

    private static final int EVENTS = 40;
    private static final int LARGEST_PAGE = 20 << 20;
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
    void a_page_ends_where_it_is_large_and_says_that_there_is_more() {
        List<Long> read = new ArrayList<>();
        long from = 1;
        boolean more = true;
        while (more) {
            HttpResponse<String> answer = SERVER.get("/api/v1/events?" + STREAM + "&limit=1000&from=" + from);
            assertThat(answer.body().length()).isLessThan(LARGEST_PAGE);
            JsonNode page = json(answer);
            assertThat(page.get("count").asInt())
                    .isEqualTo(numbers(page).size())
                    .isPositive();
            assertThat(page.get("head_sequence").asLong()).isEqualTo(EVENTS);
            read.addAll(numbers(page));
            from = page.get("next_sequence").asLong() + 1;
            more = page.get("has_more").asBoolean();
        }
        assertThat(read).containsExactlyElementsOf(numbers(1, EVENTS));
    }

    @Test
    void an_entitys_history_ends_where_it_is_large_and_says_so() {
        List<Long> read = new ArrayList<>();
        boolean more = true;
        while (more) {
            HttpResponse<String> answer =
                    SERVER.get("/api/v1/entities/order/o-1?" + STREAM + "&limit=1000&from=" + read.size());
            assertThat(answer.body().length()).isLessThan(LARGEST_PAGE);
            JsonNode page = json(answer);
            assertThat(page.get("version").asLong()).isEqualTo(EVENTS);
            assertThat(page.get("total").asLong()).isEqualTo(EVENTS);
            assertThat(page.get("count").asInt())
                    .isEqualTo(numbers(page).size())
                    .isPositive();
            read.addAll(numbers(page));
            more = page.get("has_more").asBoolean();
        }
        assertThat(read).containsExactlyElementsOf(numbers(1, EVENTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events?", "/api/v1/entities/order/o-1?"})
    void a_store_that_is_gone_is_said_so_instead_of_a_page(String call) {
        STORE.beforeEach(() -> {
            throw new StoreUnavailableException("gone", null);
        });
        assertThat(SERVER.get(call + STREAM + "&limit=30").statusCode()).isEqualTo(503);
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
