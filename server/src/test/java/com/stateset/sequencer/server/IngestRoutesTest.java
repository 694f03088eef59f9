package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.AGENT;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IngestRoutesTest {

    private static final TestServer SERVER = TestServer.start();

    private final TestServer server = SERVER.withFreshStream();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void what_stands_on_a_rejected_event_of_a_chain_is_rejected() {
        String events = batch(
                event(id(1), "o-1", "{}", "\"base_version\":5"), event(id(2), "o-1", "{}"), event(id(3), "o-2", "{}"));
        JsonNode answer = json(server.post("/events/ingest/chained", events));
        assertThat(answer.get("events_accepted").intValue()).isEqualTo(1);
        assertThat(answer.get("rejections").findValuesAsText("reason"))
                .containsExactly("version_conflict: expected 5, actual 0", "predecessor_rejected: " + id(1));
        JsonNode plain = json(server.post("/events/ingest", events));
        assertThat(plain.get("rejections").findValuesAsText("reason"))
                .containsExactly("version_conflict: expected 5, actual 0");
    }

    @Test
    void a_condition_holds_or_all_of_its_batch_is_rejected() {
        String course = "\"query\":[{\"event_types\":[\"order.placed\"],\"tags\":[\"course:c1\"]}]";
        String tagged = "\"tags\":[\"course:c1\"]";
        JsonNode first = json(server.post(CONDITIONAL, on(course, event(id(1), "o-1", "{}", tagged))));
        assertThat(first.get("events_accepted").intValue()).isEqualTo(1);
        JsonNode late = json(
                server.post(CONDITIONAL, on(course, event(id(2), "o-1", "{}", tagged), event(id(3), "o-2", "{}"))));
        assertThat(late.get("rejections").findValuesAsText("reason"))
                .containsOnly("append_condition_failed: event 1 matches the query, behind 0")
                .hasSize(2);
        JsonNode again = json(server.post(CONDITIONAL, on(course, event(id(1), "o-1", "{}", tagged))));
        assertThat(again.get("events_duplicate").intValue()).isEqualTo(1);
        JsonNode next = json(server.post(CONDITIONAL, on(course + ",\"after\":1", event(id(2), "o-1", "{}", tagged))));
        assertThat(next.get("head_sequence").intValue()).isEqualTo(2);
    }

    @Test
    void a_condition_that_would_not_be_looked_at_is_refused() {
        String event = event(id(1), "o-1", "{}");
        assertThat(server.post("/events/ingest", on("\"query\":[{}]", event)).body())
                .contains("$.append_condition: has no meaning here: send it to the path that ends in /conditional");
        assertThat(server.post(CONDITIONAL, batch(event)).body()).contains("$.append_condition: is missing");
        assertThat(server.post(CONDITIONAL, on("\"query\":[]", event)).body())
                .contains("$.append_condition: a query has 0 items; 1 to 32 are allowed");
        assertThat(server.post(CONDITIONAL, on("\"query\":[{\"types\":[\"a\"]}]", event))
                        .body())
                .contains("$.append_condition.query[0]");
        assertThat(server.post(CONDITIONAL, on("\"query\":[{\"tags\":[\"\"]}]", event))
                        .body())
                .contains("a value of tags is empty");
    }

    private static final String CONDITIONAL = "/events/ingest/conditional";

    private static String on(String condition, String... events) {
        return batch(events).replaceFirst("\\{", "{\"append_condition\":{" + condition + "},");
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                arguments(event(id(7), "", "{}"), "schema_validation: entity_id is empty"),
                arguments(event(id(7), "a\\u0000", "{}"), "schema_validation: entity_id holds the character U+0000"),
                arguments(
                        event(id(7), "x".repeat(513), "{}"),
                        "schema_validation: entity_id has 513 characters; at most 512 are allowed"),
                arguments(
                        event(id(7), "o-1", "{}").replace("2026-01-02T", "2026-02-30T"),
                        "schema_validation: created_at is not an RFC 3339 date-time such as 2026-01-02T03:04:05Z"),
                arguments(
                        event(id(7), "o-1", "{}").replace(AGENT, TENANT),
                        "schema_validation: source_agent is not the agent that sends the batch, " + AGENT),
                arguments(
                        event(id(7), "o-1", "{}", "\"base_version\":-1"),
                        "schema_validation: base_version -1 is negative"),
                arguments(
                        event(id(7), "o-1", "{\"a\":1,\"a\":2}"),
                        "schema_validation: payload $.a: duplicate member name"),
                arguments(
                        event(id(7), "o-1", "\"\\ud800\""),
                        "schema_validation: payload $: holds the lone surrogate \\ud800"),
                arguments(
                        event(id(7), "o-1", "{\"\\ud800\":1}"),
                        "schema_validation: payload $: a member name holds a lone surrogate at line 1, column 9"),
                arguments(
                        event(id(7), "o-1", "9007199254740993"),
                        "schema_validation: payload $: 9007199254740993 is an integer that would become 9007199254740992;"
                                + " send it as a string"),
                arguments(
                        event(id(7), "o-1", "{\"a\":1e400}"),
                        "schema_validation: payload $.a: 1e400 is too large for a double; send it as a string"),
                arguments(
                        event(id(7), "o-1", "\"" + "x".repeat(1 << 20) + "\""),
                        "schema_validation: payload has 1048578 bytes; at most 1048576 are allowed"),
                arguments(event(id(7), "o-1", "{}", "\"payload_hash\":\"0x12\""), "invalid_payload_hash"),
                arguments(
                        event(id(7), "o-1", "{}", "\"payload_hash\":\"" + "0".repeat(64) + "\""),
                        "invalid_payload_hash"),
                arguments(event(id(1), "o-1", "{\"other\":1}"), "duplicate_event_id"),
                arguments(event(id(7), "o-1", "{}", "\"base_version\":5"), "version_conflict: expected 5, actual 1"));
    }

    @ParameterizedTest
    @MethodSource("badEvents")
    void a_bad_event_among_good_ones_is_rejected_alone(String bad, String reason) {
        HttpResponse<String> response = server.ingest(batch(event(id(1), "o-1", "{}"), bad, event(id(2), "o-2", "{}")));
        JsonNode answer = json(response);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo(reason);
        assertThat(answer.at("/rejections/0/message").asText()).isNotEmpty();
        assertThat(answer.at("/rejections/0/event_id")).isEqualTo(answer.at("/results/1/event_id"));
        assertThat(answer.at("/rejections/0").fieldNames())
                .toIterable()
                .containsExactly("event_id", "reason", "message");
        assertThat(answer.at("/results/1/status").asText()).isEqualTo("rejected");
        assertThat(answer.at("/results/1").has("sequence_number")).isFalse();
        assertThat(answer.get("events_accepted").asInt()).isEqualTo(2);
        assertThat(answer.get("events_rejected").asInt()).isEqualTo(1);
        assertThat(answer.get("assigned_sequence_start").asLong()).isEqualTo(1);
        assertThat(answer.get("assigned_sequence_end").asLong()).isEqualTo(2);
    }

    @Test
    void an_unknown_member_may_nest_as_deeply_as_it_likes() {
        String deep = "{\"a\":[\"]}\\\"\",".repeat(100_000) + "0" + "]}".repeat(100_000);
        JsonNode answer = json(server.ingest(batch(event("o-1", "{}", "\"unknown\":" + deep), event("o-1", "{}"))));
        assertThat(answer.get("events_accepted").asInt()).isEqualTo(2);
    }

    @Test
    void payloads_that_nest_too_deeply_are_rejected_alone() {
        for (int depth : new int[] {129, 5_000, 10_001, 500_000}) {
            String deep = "[".repeat(depth) + "]".repeat(depth);
            JsonNode answer = json(server.ingest(batch(event("o-1", deep), event("o-1", "{}"))));
            assertThat(answer.get("events_accepted").asInt()).isEqualTo(1);
            assertThat(answer.at("/rejections/0/reason").asText()).endsWith("nested deeper than 128 levels");
        }
        String allowed = "[".repeat(128) + "]".repeat(128);
        assertThat(json(server.ingest(batch(event("o-1", allowed))))
                        .get("events_accepted")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_batch_of_bad_events_only_is_still_a_success() {
        HttpResponse<String> response = server.ingest(batch(event("", "{}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("events_rejected").asInt()).isEqualTo(1);
        assertThat(json(response).get("head_sequence").asLong()).isZero();
    }

    @Test
    void a_command_is_taken_whole_or_not_at_all() {
        String command = "\"command_id\":\"" + id(100) + "\"";
        JsonNode answer = json(server.ingest(batch(
                event(id(1), "o-1", "{}", command),
                event(id(2), "o-1", "{}", command, "\"base_version\":7"),
                event(id(3), "o-2", "{}"))));

        assertThat(answer.at("/rejections/0/reason").asText())
                .isEqualTo("command_rejected: " + id(2) + " version_conflict: expected 7, actual 1");
        assertThat(answer.at("/results/2/sequence_number").asLong()).isEqualTo(1);
        assertThat(answer.get("head_sequence").asLong()).isEqualTo(1);
    }

    @Test
    void a_command_is_used_up_by_its_first_batch() {
        String command = "\"command_id\":\"" + id(100) + "\"";
        server.ingest(batch(event(id(1), "o-1", "{}", command)));
        JsonNode answer =
                json(server.ingest(batch(event(id(1), "o-1", "{}", command), event(id(2), "o-1", "{}", command))));

        assertThat(answer.at("/results/0/status").asText()).isEqualTo("duplicate");
        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo("duplicate_command_id");
    }

    @Test
    void a_version_that_fits_is_accepted() {
        JsonNode answer = json(server.ingest(batch(
                event("o-1", "{}", "\"base_version\":0"),
                event("o-1", "{}", "\"base_version\":1"),
                event("o-1", "{}", "\"base_version\":1"))));

        assertThat(answer.get("events_accepted").asInt()).isEqualTo(2);
        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo("version_conflict: expected 1, actual 2");
        assertThat(json(server.get("/api/v1/entities/order/o-1?" + STREAM))
                        .get("version")
                        .asLong())
                .isEqualTo(2);
    }
}
