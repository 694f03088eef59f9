package com.stateset.sequencer.examples.server;

import static com.stateset.sequencer.examples.server.Sent.batch;
import static com.stateset.sequencer.examples.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TheProtocolVectorsPassOverHttpTest {

    private static final Path VECTORS =
            Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", "ves-v1.json");

    /** In a body, such a payload leaves nothing that could be read as JSON. */
    private static final Set<String> NO_JSON_AT_ALL = Set.of("not JSON", "trailing input");

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> unsigned_events_come_back_with_their_hashes() throws IOException {
        return vectors("unsigned").map(cases -> dynamicTest("unsigned", () -> requireStored(cases)));
    }

    @TestFactory
    Stream<DynamicTest> strict_json_holds_for_payloads() throws IOException {
        return vectors("strict").map(cases -> dynamicTest("strict", () -> requireStrictness(cases)));
    }

    private void requireStored(JsonNode cases) throws IOException {
        List<String> events = new ArrayList<>();
        cases.forEach(vector -> events.add(vector.get("event").toString()));
        JsonNode answer = json(
                server.ingest(batchOf(cases.get(0).at("/event/source_agent").asText(), events)));
        assertThat(answer.get("events_accepted").asInt()).isEqualTo(cases.size());

        for (int i = 0; i < cases.size(); i++) {
            JsonNode sent = cases.get(i).get("event");
            JsonNode back =
                    json(server.get("/api/v1/events/" + sent.get("event_id").asText() + "?tenant_id="
                            + sent.get("tenant_id").asText() + "&store_id="
                            + sent.get("store_id").asText()));
            JsonNode envelope = back.get("envelope");
            for (Map.Entry<String, JsonNode> member : sent.properties()) {
                assertThat(envelope.get(member.getKey())).as(member.getKey()).isEqualTo(member.getValue());
            }

            StreamId stream = new StreamId(
                    UUID.fromString(sent.get("tenant_id").asText()),
                    UUID.fromString(sent.get("store_id").asText()));
            Hash signing = Hash.parse(cases.get(i).get("signing_hash").asText());
            assertThat(back.get("receipt_hash").asText())
                    .isEqualTo(VesHashes.receipt(
                                    stream, UUID.fromString(sent.get("event_id").asText()), i + 1L, signing)
                            .toHex());
            assertThat(VesHashes.leaf(
                                    stream,
                                    cases.get(i).get("sequence_number").asLong(),
                                    signing,
                                    new Authorship.Unsigned().signature())
                            .toHex())
                    .isEqualTo(cases.get(i).get("leaf_hash").asText());
        }
    }

    private void requireStrictness(JsonNode cases) throws IOException {
        for (JsonNode vector : cases) {
            String payload = vector.get("payload_text").asText();
            UUID id = UUID.randomUUID();
            HttpResponse<String> response =
                    server.ingest(batch(Sent.event(id, "o-1", payload), Sent.event("o-2", "{}")));
            if (vector.get("accept").asBoolean()) {
                assertThat(server.get("/api/v1/events/" + id + "?" + Sent.STREAM)
                                .body())
                        .contains("\"payload\":" + vector.get("canonical").asText() + ",\"payload_hash\"");
            } else if (NO_JSON_AT_ALL.contains(vector.get("why").asText())) {
                assertThat(response.statusCode()).as(payload).isEqualTo(400);
            } else {
                assertThat(json(response).get("events_accepted").asInt())
                        .as(payload)
                        .isEqualTo(1);
                assertThat(json(response).at("/rejections/0/reason").asText())
                        .startsWith("schema_validation: payload $");
            }
        }
    }

    private static String batchOf(String agent, List<String> events) {
        return "{\"agent_id\":\"" + agent + "\",\"events\":[" + String.join(",", events) + "]}";
    }

    /** The cases of one kind; nothing, if the vectors are not beside the checkout. */
    private static Stream<JsonNode> vectors(String kind) throws IOException {
        return Files.exists(VECTORS) ? Stream.of(json(Files.readString(VECTORS)).get(kind)) : Stream.empty();
    }
}
