package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of payloads encrypted end to end, over HTTP. */
class EncryptedPayloadsTest {

    private static final Path VECTORS =
            Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", "enc-v1.json");

    @TestFactory
    Stream<DynamicTest> encrypted_events_come_back_as_they_were_sent() throws IOException {
        return vectors().map(all -> dynamicTest("events", () -> requireStored(all)));
    }

    @TestFactory
    Stream<DynamicTest> each_flaw_is_its_events_own_rejection() throws IOException {
        return vectors().map(all -> dynamicTest("refuse", () -> requireRejected(all)));
    }

    @TestFactory
    Stream<DynamicTest> what_cannot_be_typed_is_refused_for_the_call() throws IOException {
        return vectors().map(all -> dynamicTest("types", () -> requireInvalid(all)));
    }

    private static void requireStored(JsonNode all) {
        try (TestServer server = serverOf(all)) {
            List<JsonNode> wires = wires(all.get("events"));
            wires.addAll(wires(all.get("accept")));
            JsonNode answer = json(ingest(server, all, wires));
            assertThat(answer.get("eventsAccepted").asInt())
                    .as(answer.toString())
                    .isEqualTo(wires.size());
            JsonNode read = json(server.get("/api/v1/events?receipts=true&tenant_id="
                    + all.get("tenant_id").asText() + "&store_id="
                    + all.get("store_id").asText()));
            for (int i = 0; i < all.get("events").size(); i++) {
                JsonNode vector = all.get("events").get(i);
                JsonNode receipt = answer.get("receipts").get(i);
                assertThat(receipt.get("receiptHash")).isEqualTo(vector.get("receipt_hash"));
                assertThat(receipt.get("sequencerSignature")).isEqualTo(vector.get("receipt_signature"));
                JsonNode envelope = read.get("events").get(i).get("envelope");
                assertThat(envelope.get("payload").isNull()).isTrue();
                assertThat(envelope.get("payload_hash")).isEqualTo(vector.get("payload_plain_hash"));
                for (Map.Entry<String, JsonNode> member : vector.get("wire").properties()) {
                    assertThat(envelope.get(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue());
                }
            }
            JsonNode again = json(ingest(server, all, wires));
            assertThat(again.get("eventsDuplicate").asInt()).isEqualTo(wires.size());
            assertThat(again.get("receipts")).isEqualTo(answer.get("receipts"));
        }
    }

    private static void requireRejected(JsonNode all) {
        try (TestServer server = serverOf(all)) {
            JsonNode answer = json(ingest(server, all, wires(all.get("refuse"))));
            assertThat(answer.get("eventsRejected").asInt())
                    .isEqualTo(all.get("refuse").size());
            for (int i = 0; i < all.get("refuse").size(); i++) {
                assertThat(answer.get("rejections").get(i).get("reason").asText() + " ")
                        .as(all.get("refuse").get(i).get("why").asText())
                        .startsWith(all.get("refuse").get(i).get("reason").asText() + " ");
            }
        }
    }

    private static void requireInvalid(JsonNode all) {
        try (TestServer server = serverOf(all)) {
            requireInvalid(
                    server,
                    all,
                    "recipients[0]: recipient_kid",
                    encrypted -> first(encrypted).put("recipient_kid", 1L << 32));
            requireInvalid(
                    server,
                    all,
                    "recipients[0]: recipient_kid",
                    encrypted -> first(encrypted).put("recipient_kid", -1));
            requireInvalid(
                    server,
                    all,
                    "recipients[0].ct_b64u",
                    encrypted -> first(encrypted).put("ct_b64u", 1));
            requireInvalid(server, all, "recipients", encrypted -> encrypted.remove("recipients"));
            requireInvalid(server, all, "enc_version", encrypted -> encrypted.put("enc_version", "1"));
            requireInvalid(server, all, "hpke", encrypted -> encrypted.put("hpke", "base"));
        }
    }

    private static void requireInvalid(TestServer server, JsonNode all, String path, Consumer<ObjectNode> change) {
        ObjectNode wire = all.at("/events/0/wire").deepCopy();
        change.accept((ObjectNode) wire.get("payload_encrypted"));
        HttpResponse<String> response = ingest(server, all, List.of(wire));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("$.events[0].payload_encrypted." + path);
    }

    private static ObjectNode first(ObjectNode encrypted) {
        return (ObjectNode) encrypted.get("recipients").get(0);
    }

    private static HttpResponse<String> ingest(TestServer server, JsonNode all, List<JsonNode> wires) {
        return server.post("/ves/events/ingest", "{\"agentId\":" + all.get("agent_id") + ",\"events\":" + wires + "}");
    }

    private static List<JsonNode> wires(JsonNode cases) {
        List<JsonNode> wires = new ArrayList<>();
        cases.forEach(vector -> wires.add(vector.get("wire")));
        return wires;
    }

    private static TestServer serverOf(JsonNode all) {
        TestServer server = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing.signingKey(
                        SigningKey.parse(all.get("sequencer_seed").asText())),
                serving -> {});
        HttpResponse<String> registered = server.post(
                "/agents/keys", """
                {"tenant_id":%s,"agent_id":%s,"key_id":1,"public_key":%s}""".formatted(all.get("tenant_id"), all.get("agent_id"), all.get("agent_public_key")));
        assertThat(registered.statusCode()).isEqualTo(200);
        return server;
    }

    private static Stream<JsonNode> vectors() throws IOException {
        return Files.exists(VECTORS) ? Stream.of(json(Files.readString(VECTORS))) : Stream.empty();
    }
}
