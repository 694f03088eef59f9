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

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.protocol.json.WireText;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRoutesTest {

    private static final TestServer SERVER = TestServer.start();

    private final TestServer server = SERVER.withFreshStream();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aBatchIsAnsweredWithItsNumbers() {
        HttpResponse<String> response =
                server.ingest(batch(event(id(1), "o-1", "{}"), event(id(2), "o-1", "{}"), event(id(1), "o-1", "{}")));
        JsonNode answer = json(response);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(WireText.uuid(answer.get("batch_id").asText())).isNotNull();
        assertThat(response.body())
                .isEqualTo("""
                        {"batch_id":"%s","events_accepted":2,"events_duplicate":1,"events_rejected":0,\
                        "assigned_sequence_start":1,"assigned_sequence_end":2,"head_sequence":2,"rejections":[],\
                        "results":[{"event_id":"%s","status":"accepted","sequence_number":1},\
                        {"event_id":"%s","status":"accepted","sequence_number":2},\
                        {"event_id":"%s","status":"duplicate","sequence_number":1}]}""".formatted(answer.get("batch_id").asText(), id(1), id(2), id(1)));
    }

    @Test
    void metadata_comes_back_and_what_breaks_its_rules_is_named() {
        String some = "\"metadata\":{\"x-shop\":\"7\",\"correlation_id\":\"c-7\"}";
        String large = "\"metadata\":{\"note\":\"" + "x".repeat(4096) + "\"}";
        JsonNode answer = json(server.ingest(batch(
                event(id(1), "o-1", "{}", some),
                event(id(2), "o-1", "{}"),
                event(id(1), "o-1", "{}", "\"metadata\":{\"correlation_id\":\"c-8\"}"),
                event(id(3), "o-1", "{}", large))));

        assertThat(answer.get("events_accepted").asInt()).isEqualTo(2);
        assertThat(answer.get("events_duplicate").asInt()).isEqualTo(1);
        assertThat(answer.at("/rejections/0/message").asText())
                .isEqualTo("metadata has 4107 bytes as canonical JSON; at most 4096 are allowed");
        JsonNode events = json(server.get("/api/v1/events?" + STREAM)).get("events");
        assertThat(events.get(0).at("/envelope/metadata").toString())
                .isEqualTo("{\"correlation_id\":\"c-7\",\"x-shop\":\"7\"}");
        assertThat(events.get(1).get("envelope").has("metadata")).isFalse();
        assertThat(server.ingest(batch(event(id(4), "o-1", "{}", "\"metadata\":{\"a\":1}")))
                        .body())
                .contains("$.events[0].metadata.a: must be a string, not an integer");
    }

    @Test
    void tags_come_back_and_lead_to_their_events() {
        JsonNode answer = json(server.ingest(batch(
                event(id(1), "o-1", "{}", "\"tags\":[\"student:s7\",\"course:c1\"]"),
                event(id(2), "o-2", "{}", "\"tags\":[\"course:c1\"]"),
                event(id(3), "o-1", "{}"),
                event(id(4), "o-1", "{}", "\"tags\":[\"\"]"))));
        assertThat(answer.at("/rejections/0/reason").asText()).isEqualTo("schema_validation: a value of tags is empty");
        JsonNode events = json(server.get("/api/v1/events?" + STREAM)).get("events");
        assertThat(events.get(0).at("/envelope/tags").toString()).isEqualTo("[\"course:c1\",\"student:s7\"]");
        assertThat(events.get(2).get("envelope").has("tags")).isFalse();
        assertThat(read("tag=course:c1")).isEqualTo("1 2 | 3 false");
        assertThat(read("tag=course%3Ac1&tag=student:s7&direction=backwards")).isEqualTo("1 | 1 false");
        assertThat(read("tag=course:c1&event_type=order.paid")).isEqualTo(" | 3 false");
        assertThat(refused("tag=")).contains("In the query, a value of tags is empty.");
        assertThat(server.ingest(batch(event(id(5), "o-1", "{}", "\"tags\":[1]")))
                        .body())
                .contains("$.events[0].tags[0]: must be a string, not an integer");
    }

    @Test
    void a_stream_is_read_by_conditions_either_way() {
        server.ingest(batch(
                event(id(1), "o-1", "{}", "\"command_id\":\"" + id(9) + "\""),
                event(id(2), "o-2", "{}", "\"metadata\":{\"correlation_id\":\"c/7 ü\"}"),
                event(id(3), "o-1", "{}").replace("order.placed", "order.paid"),
                event(id(4), "o-3", "{}").replace("order.placed", "order.sent")));
        String first = json(server.get("/api/v1/events?" + STREAM))
                .at("/events/0/sequenced_at")
                .asText();

        assertThat(read("event_type=order.paid&event_type=order.sent")).isEqualTo("3 4 | 4 false");
        assertThat(read("event_type=order.paid&event_type=order.placed&limit=2&direction=backwards"))
                .isEqualTo("3 2 | 2 true");
        assertThat(read("event_type=order.placed&direction=backwards&from=1")).isEqualTo("1 | 1 false");
        assertThat(read("direction=backwards&limit=3")).isEqualTo("4 3 2 | 2 true");
        assertThat(read("entity_type=order&entity_id=o-1")).isEqualTo("1 3 | 4 false");
        assertThat(read("entity_type=invoice&entity_type=parcel")).isEqualTo(" | 4 false");
        assertThat(read("command_id=" + id(9))).isEqualTo("1 | 4 false");
        assertThat(read("correlation_id=c/7+%C3%BC")).isEqualTo("2 | 4 false");
        assertThat(read("sequenced_from=" + first)).isEqualTo("1 2 3 4 | 4 false");
        assertThat(read("sequenced_before=" + first)).isEqualTo(" | 4 false");
        assertThat(read("sequenced_before=" + first + "&direction=backwards")).isEqualTo(" | 1 false");
        assertThat(read("event_type=order.sent&from=5")).isEqualTo(" | 4 false");
        assertThat(read("event_type=order.sent&from=7")).isEqualTo(" | 6 false");
    }

    @Test
    void conditions_that_make_no_sense_are_named() {
        assertThat(refused("direction=up")).contains("The parameter direction must be forwards or backwards.");
        assertThat(refused("entity_id=o-1")).contains("entityId needs one entityType");
        assertThat(refused("event_type=")).contains("eventType is empty");
        assertThat(refused("command_id=x")).contains("The parameter command_id must be a UUID");
        assertThat(refused("sequenced_from=yesterday")).contains("The parameter sequenced_from must be an RFC 3339");
        assertThat(refused("correlation_id=a&correlation_id=b")).contains("correlation_id is given more than once");
    }

    @Test
    void what_the_caller_holds_is_left_out_and_counted() {
        server.ingest(batch(
                event(id(1), "o-1", "{}"),
                event(id(2), "o-1", "{}"),
                event(id(3), "o-1", "{}"),
                event(id(4), "o-1", "{}")));

        assertThat(read("held=2-3")).isEqualTo("1 4 | 4 false");
        assertThat(read("held=1-3&limit=3")).isEqualTo(" | 3 true");
        assertThat(read("held=2,4-99&from=2&limit=2&receipts=true")).isEqualTo("3 | 3 true");
        assertThat(read("held=1-4&from=5")).isEqualTo(" | 4 false");
        assertThat(read("held=4&direction=backwards&limit=2")).isEqualTo("3 | 3 true");
        assertThat(json(server.get("/api/v1/events?" + STREAM + "&held=1-3"))
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(refused("held=3-1"))
                .contains("The parameter held must be rising sequence numbers and ranges of them, such as 1-500,502.");
        assertThat(refused("held=1&held=2")).contains("held is given more than once");
    }

    /** The numbers of a page, and how it says to go on. */
    private String read(String query) {
        JsonNode page = json(server.get("/api/v1/events?" + STREAM + "&" + query));
        List<String> numbers = new ArrayList<>();
        page.get("events")
                .forEach(each -> numbers.add(each.get("sequence_number").asText()));
        return String.join(" ", numbers) + " | " + page.get("next_sequence") + " " + page.get("has_more");
    }

    private String refused(String query) {
        HttpResponse<String> answer = server.get("/api/v1/events?" + STREAM + "&" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        return answer.body();
    }

    @Test
    void aRepeatedBatchAddsNothing() {
        String body = batch(event(id(1), "o-1", "{\"a\":1}"), event(id(2), "o-2", "{\"a\":2}"));
        server.ingest(body);
        JsonNode again = json(server.ingest(body));

        assertThat(again.get("events_accepted").asInt()).isZero();
        assertThat(again.get("events_duplicate").asInt()).isEqualTo(2);
        assertThat(again.get("assigned_sequence_start").isNull()).isTrue();
        assertThat(again.get("assigned_sequence_end").isNull()).isTrue();
        assertThat(again.at("/results/1/sequence_number").asLong()).isEqualTo(2);
    }

    @Test
    void anEventComesBackWithItsWholeEnvelope() {
        server.ingest(batch(event(
                id(1),
                "o-1",
                "{\"b\":1.50, \"a\":[ ]}",
                "\"command_id\":\"" + id(9) + "\"",
                "\"base_version\":0",
                "\"agent_signature_scheme\":0",
                "\"payload_hash\":null",
                "\"unknown\":{\"a\":[1,{\"a\":1,\"a\":2}]}")));
        HttpResponse<String> response = server.get("/api/v1/events/" + id(1) + "?" + STREAM);
        JsonNode event = json(response);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(event.get("sequenced_at").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");
        assertThat(event.get("receipt_hash").asText()).matches("[0-9a-f]{64}");
        assertThat(server.body(response)).isEqualTo("""
                        {"envelope":{"event_id":"%s","command_id":"%s","tenant_id":"%s","store_id":"%s",\
                        "entity_type":"order","entity_id":"o-1","event_type":"order.placed","ves_version":0,\
                        "payload_kind":0,"payload":{"a":[],"b":1.5},"payload_encrypted":null,\
                        "payload_hash":"bd388f9bb30f977220e61221013b52395d45c12ef0eeef58cd9957cd0647eff0",\
                        "payload_plain_hash":"0x0ac44220fac47bd972949954d58fcd3f6cdfda0dd7f277d750a687d9ae9e681a",\
                        "payload_cipher_hash":"0x%s","agent_key_id":0,"agent_signature":"0x%s",\
                        "source_agent":"%s","source_agent_id":"%s","base_version":0,"entity_version":1,\
                        "created_at":"2026-01-02T03:04:05.123456789+01:00","sequence_number":1},\
                        "sequence_number":1,"sequenced_at":"%s","receipt_hash":"%s",\
                        "receipt_signature_scheme":0,"receipt_signature_bundle":null}""".formatted(
                        id(1),
                        id(9),
                        TENANT,
                        STORE,
                        "0".repeat(64),
                        "0".repeat(128),
                        AGENT,
                        AGENT,
                        event.get("sequenced_at").asText(),
                        event.get("receipt_hash").asText()));
    }

    @Test
    void aStreamIsReadPageByPage() {
        List<String> events = new ArrayList<>();
        for (int i = 1; i <= 250; i++) {
            events.add(event(id(i), "o-" + i, "{}"));
        }
        server.ingest(batch(events));

        assertThat(numbers("")).hasSize(100).startsWith(1L).endsWith(100L);
        assertThat(numbers("&from=0&limit=2")).containsExactly(1L, 2L);
        assertThat(numbers("&from=1&limit=2&receipts=true")).containsExactly(1L, 2L);
        assertThat(numbers("&from=101&limit=1000"))
                .hasSize(150)
                .startsWith(101L)
                .endsWith(250L);
        assertThat(numbers("&limit=1001")).hasSize(250);
        assertThat(numbers("&limit=999999999999999999999999")).hasSize(250);
        assertThat(numbers("&from=250")).containsExactly(250L);
        assertThat(server.get("/api/v1/events?" + STREAM + "&from=251").body())
                .isEqualTo(
                        "{\"events\":[],\"count\":0,\"head_sequence\":250,\"has_more\":false,\"next_sequence\":250}");
        assertThat(server.get("/api/v1/events?" + STREAM + "&from=" + Long.MAX_VALUE)
                        .body())
                .startsWith("{\"events\":[],\"count\":0,\"head_sequence\":250,\"has_more\":false,");
        JsonNode page = json(server.get("/api/v1/events?" + STREAM + "&from=101&limit=7"));
        assertThat(page.get("has_more").asBoolean()).isTrue();
        assertThat(page.get("next_sequence").asLong()).isEqualTo(107);
        assertThat(json(server.get("/api/v1/events?" + STREAM + "&from=244&limit=7"))
                        .get("has_more")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void theHeadOfAStreamIsZeroUntilItHasEvents() {
        assertThat(server.get("/api/v1/head?" + STREAM).body())
                .isEqualTo("{\"head_sequence\":0,\"state_root\":null,\"latest_commitment\":null}");
        server.ingest(batch(event("o-1", "{}")));
        assertThat(server.get("/api/v1/head?" + STREAM).body())
                .isEqualTo("{\"head_sequence\":1,\"state_root\":null,\"latest_commitment\":null}");
    }

    @Test
    void anEntityHasAHistory() {
        server.ingest(batch(event(id(1), "o-1", "{}"), event(id(2), "o-2", "{}"), event(id(3), "o-1", "{}")));
        JsonNode history = json(server.get("/api/v1/entities/order/o-1?" + STREAM));
        JsonNode first = json(server.get("/api/v1/entities/order/o-1?" + STREAM + "&limit=1"));
        JsonNode rest = json(server.get("/api/v1/entities/order/o-1?" + STREAM + "&from=1&limit=5000"));

        assertThat(history.get("version").asLong()).isEqualTo(2);
        assertThat(history.get("total").asLong()).isEqualTo(2);
        assertThat(history.get("count").asLong()).isEqualTo(2);
        assertThat(history.get("has_more").asBoolean()).isFalse();
        assertThat(history.at("/events/1/envelope/entity_version").asLong()).isEqualTo(2);
        assertThat(first.get("has_more").asBoolean()).isTrue();
        assertThat(first.get("count").asLong()).isEqualTo(1);
        assertThat(rest.at("/events/0/envelope/event_id").asText()).isEqualTo(id(3).toString());
        assertThat(server.get("/api/v1/entities/order/o-1?" + STREAM + "&from=2")
                        .body())
                .isEqualTo("{\"entity_type\":\"order\",\"entity_id\":\"o-1\",\"version\":2,\"events\":[],\"count\":0,"
                        + "\"total\":2,\"has_more\":false}");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a%2Fb",
        "a//b/, a%2f%2fb%2F",
        "100%, 100%25",
        "%2F, %252F",
        "a+b, a+b",
        "a b, a%20b",
        "a;v=1, a;v=1",
        "'..', %2e%2e",
        "'..', ..",
        "., %2E",
        "..;, ..;",
        "Füße €, F%C3%BC%C3%9Fe%20%E2%82%AC",
        "😀, %F0%9F%98%80",
        "?#, %3F%23",
    })
    void anEntityMayHaveAnyName(String entityId, String encoded) {
        server.ingest(batch(event(id(1), entityId, "{}"), event("another", "{}")));
        JsonNode history = json(server.get("/api/v1/entities/order/" + encoded + "?" + STREAM));

        assertThat(history.get("entity_id").asText()).isEqualTo(entityId);
        assertThat(history.at("/events/0/envelope/event_id").asText()).isEqualTo(id(1).toString());
        assertThat(history.get("total").asLong()).isEqualTo(1);
    }

    @Test
    void theLongestEntityFitsIntoAPath() {
        String name = "😀".repeat(512);
        server.ingest(batch(event(name, "{}")));
        assertThat(json(server.get("/api/v1/entities/order/" + "%F0%9F%98%80".repeat(512) + "?" + STREAM))
                        .get("total")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void streamsAreApart() {
        server.ingest(batch(event(id(1), "o-1", "{}")));
        String other = "tenant_id=" + STORE + "&store_id=" + STORE;
        assertThat(server.get("/api/v1/events?" + other).body())
                .isEqualTo("{\"events\":[],\"count\":0,\"head_sequence\":0,\"has_more\":false,\"next_sequence\":0}");
        assertThat(server.get("/api/v1/events/" + id(1) + "?" + other).statusCode())
                .isEqualTo(404);
    }

    @Test
    void healthAndReadinessNeedNoKey() {
        assertThat(server.send(server.anonymous("/health")).body())
                .isEqualTo("{\"status\":\"healthy\",\"service\":\"stateset-sequencer\",\"version\":\"development\"}");
        assertThat(server.send(server.anonymous("/ready")).body())
                .isEqualTo("{\"status\":\"ready\",\"database\":\"connected\"}");
    }

    @Test
    void headAnswersAsGetDoesWithoutABody() {
        HttpResponse<String> response =
                server.send(server.request("/api/v1/head?" + STREAM).method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(62);
        assertThat(response.body()).isEmpty();
        assertThat(server.send(server.request("/api/v1/head").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(400);
    }

    private List<Long> numbers(String query) {
        JsonNode page = json(server.get("/api/v1/events?" + STREAM + query));
        List<Long> numbers = new ArrayList<>();
        page.get("events")
                .forEach(event -> numbers.add(event.get("sequence_number").asLong()));
        assertThat(page.get("count").asInt()).isEqualTo(numbers.size());
        assertThat(page.get("head_sequence").asLong()).isEqualTo(250);
        return numbers;
    }
}
