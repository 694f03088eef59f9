package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.scope.HiddenRuns;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScopedRouteTest {

    private static final String OTHER_AGENT = "99999999-1e71-472b-b10c-b89561f05db2";

    private final TestServer server = TestServer.start();

    /** Sixteen events; 8 of order/o-0 and order/o-1, 4 of shop/s-0, and so on. */
    @BeforeEach
    void fill() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            events.add(event(i % 4 == 3 ? "shop" : "order", "e-" + i % 2, i % 8 == 5 ? "moved" : "placed"));
        }
        assertThat(json(server.ingest(Sent.batch(events)))
                        .get("events_accepted")
                        .asInt())
                .isEqualTo(16);
        assertThat(server.ingest(Sent.batch(event("till", "t-1", "opened")).replace(Sent.AGENT, OTHER_AGENT))
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_scope_is_a_union_of_types_and_entities() {
        assertThat(numbers("\"entity_types\":[\"shop\"]", "")).containsExactly(4, 8, 12, 16);
        assertThat(numbers("\"event_types\":[\"moved\"]", "")).containsExactly(6, 14);
        assertThat(numbers("\"entities\":[{\"entity_type\":\"order\",\"entity_id\":\"e-1\"}]", ""))
                .containsExactly(2, 6, 10, 14);
        assertThat(numbers("\"event_types\":[\"moved\"],\"entity_types\":[\"shop\",\"none\"]", ""))
                .containsExactly(4, 6, 8, 12, 14, 16);
        assertThat(numbers("\"entity_types\":[\"shop\"]", ",\"source_agent\":\"" + OTHER_AGENT + "\""))
                .containsExactly(4, 8, 12, 16, 17);
        assertThat(numbers("\"entity_types\":[\"none\"]", "")).isEmpty();
        assertThat(numbers("\"entity_types\":[\"order\",\"shop\",\"till\"]", ""))
                .hasSize(17);
    }

    @Test
    void events_and_hashes_lead_to_the_signed_root() {
        JsonNode head = json(server.get("/api/v1/history/head?" + Sent.STREAM));
        for (String scope : List.of(
                "\"entity_types\":[\"shop\"]",
                "\"event_types\":[\"moved\"]",
                "\"event_types\":[\"no\"]",
                "\"entity_types\":[\"order\",\"shop\",\"till\"]")) {
            CompactRange edge = CompactRange.EMPTY;
            JsonNode page;
            do {
                page = json(scoped(scope, edge.size() + 1, ",\"limit\":3"));
                edge = edge.appendSubtrees(tree(edge.size() + 1, page));
                assertThat(edge.size()).isEqualTo(page.get("next_sequence").asLong());
            } while (page.get("has_more").asBoolean());
            assertThat(edge.size()).isEqualTo(17);
            assertThat(edge.root().toHex()).isEqualTo(head.get("root").asText());
        }
    }

    @Test
    void records_of_erasures_are_in_every_scope() {
        String erasure =
                "{\"tenant_id\":\"%s\",\"store_id\":\"%s\",\"entity_type\":\"order\",\"entity_id\":\"e-0\",\"by\":\"dpo\",\"reason\":\"r\"}"
                        .formatted(Sent.TENANT, Sent.STORE);
        assertThat(server.post("/entities/erase", erasure).statusCode()).isEqualTo(200);

        assertThat(numbers("\"entity_types\":[\"none\"]", "")).containsExactly(18);
    }

    @Test
    void a_page_ends_at_the_last_number_asked_for() {
        JsonNode page = json(scoped("\"entity_types\":[\"shop\"]", 3, ",\"to\":8"));
        assertThat(page.get("next_sequence").asLong()).isEqualTo(8);
        assertThat(page.get("has_more").asBoolean()).isTrue();
        assertThat(page.get("head_sequence").asLong()).isEqualTo(17);

        JsonNode nothing = json(scoped("\"entity_types\":[\"shop\"]", 9, ",\"to\":8"));
        assertThat(nothing.get("next_sequence").asLong()).isEqualTo(8);
        assertThat(nothing.get("count").asInt()).isZero();
        assertThat(nothing.get("hashes").asText()).isEmpty();
        assertThat(nothing.get("head_sequence").asLong()).isEqualTo(17);

        JsonNode beyond = json(scoped("\"entity_types\":[\"shop\"]", 100, ""));
        assertThat(beyond.get("next_sequence").asLong()).isEqualTo(99);
        assertThat(beyond.get("has_more").asBoolean()).isFalse();
        assertThat(json(scoped("\"entity_types\":[\"shop\"]", Long.MAX_VALUE, ""))
                        .get("count")
                        .asInt())
                .isZero();
    }

    @Test
    void what_is_no_scope_is_refused() {
        assertThat(scoped("\"entity_types\":[\"\"]", 1, "").statusCode()).isEqualTo(400);
        assertThat(scoped("\"event_types\":[\"a\"]", 0, "").statusCode()).isEqualTo(400);
        assertThat(scoped("\"event_types\":[\"a\"]", 5, ",\"to\":3").statusCode())
                .isEqualTo(400);
        assertThat(scoped("\"event_types\":[\"a\"]", 5, ",\"limit\":0").statusCode())
                .isEqualTo(400);
        assertThat(scoped("\"event_types\":[\"a\"],\"tags\":[\"t\"]", 1, "").statusCode())
                .isEqualTo(400);
        assertThat(scoped("", 1, "").body()).contains("must name an entity type, an entity or an event type");
        assertThat(server.get("/api/v1/events/scoped?" + Sent.STREAM).statusCode())
                .isEqualTo(405);
    }

    private List<Integer> numbers(String scope, String more) {
        List<Integer> numbers = new ArrayList<>();
        json(scoped(scope, 1, more))
                .get("events")
                .forEach(event -> numbers.add(event.get("sequence_number").asInt()));
        return numbers;
    }

    private HttpResponse<String> scoped(String scope, long from, String more) {
        return server.post(
                "/events/scoped",
                "{\"tenant_id\":\"%s\",\"store_id\":\"%s\",\"scope\":{%s},\"from\":%d%s}"
                        .formatted(Sent.TENANT, Sent.STORE, scope, from, more));
    }

    private static List<SubtreeRoot> tree(long from, JsonNode page) {
        List<SubtreeRoot> tree = new ArrayList<>();
        List<Long> shown = new ArrayList<>();
        for (JsonNode each : page.get("events")) {
            SequencedEvent event = ProtocolJson.read(each.toString().getBytes(StandardCharsets.UTF_8), WireEvent.class)
                    .toSequencedEvent();
            shown.add(event.sequenceNumber());
            tree.add(SubtreeRoot.ofEntry(event.sequenceNumber() - 1, event.leafHash()));
        }
        tree.addAll(HiddenRuns.read(
                from,
                page.get("next_sequence").asLong(),
                shown,
                page.get("hashes").asText()));
        tree.sort(Comparator.comparingLong(SubtreeRoot::first));
        return tree;
    }

    private static String event(String entityType, String entityId, String eventType) {
        return Sent.event(UUID.randomUUID(), entityId, "{\"n\":1}")
                .replace("\"entity_type\":\"order\"", "\"entity_type\":\"" + entityType + "\"")
                .replace("order.placed", eventType);
    }
}
