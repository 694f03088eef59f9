package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ProtocolVectorsTest {

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

    @TestFactory
    Stream<DynamicTest> signed_events_get_their_receipts_and_are_committed_to() throws IOException {
        return vectors().map(all -> dynamicTest("signed", () -> requireReceipts(all)));
    }

    @TestFactory
    Stream<DynamicTest> key_directories_are_signed() throws IOException {
        return vectors().map(all -> dynamicTest("key directory", () -> requireDirectory(all)));
    }

    @TestFactory
    Stream<DynamicTest> proofs_hold() throws IOException {
        return vectors("trees").map(trees -> dynamicTest("trees", () -> trees.forEach(this::requireProofs)));
    }

    @TestFactory
    Stream<DynamicTest> payload_hashes_of_numbers_as_sent_are_accepted() throws IOException {
        return vectors("as_sent").map(cases -> dynamicTest("as sent", () -> cases.forEach(this::requireAccepted)));
    }

    private void requireReceipts(JsonNode all) {
        try (TestServer sequencer = sequencerOf(all)) {
            registerAgent(sequencer, all, 1);
            registerAgent(sequencer, all, 2);
            List<String> events = new ArrayList<>();
            List<Hash> leaves = new ArrayList<>();
            for (JsonNode vector : all.get("signed")) {
                events.add(vector.get("wire").toString());
                leaves.add(Hash.parse(vector.get("leaf_hash").asText()));
            }
            JsonNode answer = json(sequencer.post(
                    "/ves/events/ingest",
                    "{\"agentId\":" + all.get("agent_id") + ",\"events\":[" + String.join(",", events) + "]}"));
            assertThat(answer.get("eventsAccepted").asInt())
                    .as(answer.toString())
                    .isEqualTo(events.size());
            String stream = "tenant_id=" + all.get("tenant_id").asText() + "&store_id="
                    + all.get("store_id").asText();
            JsonNode read = json(sequencer.get("/api/v1/events?receipts=true&" + stream));
            for (int i = 0; i < events.size(); i++) {
                requireReceipt(
                        all.get("signed").get(i),
                        answer.get("receipts").get(i),
                        read.get("events").get(i));
                assertThat(answer.get("receipts").get(i).get("sequencerId")).isEqualTo(all.get("sequencer_id"));
            }
            JsonNode committed = json(sequencer.post(
                    "/ves/commitments",
                    "{\"tenant_id\":" + all.get("tenant_id") + ",\"store_id\":" + all.get("store_id") + "}"));
            assertThat(committed.get("merkle_root").asText())
                    .isEqualTo(MerkleTree.of(leaves).root().toHex());
            JsonNode proof = json(sequencer.get("/api/v1/proofs/20?" + stream));
            assertThat(proof.get("leaf_hash")).isEqualTo(all.at("/signed/19/leaf_hash"));
        }
    }

    private static void requireReceipt(JsonNode vector, JsonNode receipt, JsonNode read) {
        assertThat(receipt.get("sequenceNumber")).isEqualTo(vector.get("sequence_number"));
        assertThat(receipt.get("receiptHash")).isEqualTo(vector.get("receipt_hash"));
        assertThat(receipt.get("sequencerSignature")).isEqualTo(vector.get("receipt_signature"));
        assertThat(read.at("/receipt_signature_bundle/ed25519_signature")).isEqualTo(vector.get("receipt_signature"));
        JsonNode envelope = read.get("envelope");
        assertThat(envelope.get("payload_hash")).isEqualTo(vector.get("payload_hash"));
        for (Map.Entry<String, JsonNode> member : vector.get("wire").properties()) {
            if (!member.getKey().equals("payload")) {
                assertThat(envelope.get(member.getKey())).as(member.getKey()).isEqualTo(member.getValue());
            }
        }
    }

    private void requireDirectory(JsonNode all) {
        JsonNode expected = all.get("key_directory");
        Ed25519PublicKey sequencerKey =
                Ed25519PublicKey.parse(all.get("sequencer_public_key").asText());
        assertThat(AgentKeyRoutesTest.isSignedBy(sequencerKey, expected)).isTrue();
        try (TestServer sequencer = sequencerOf(all)) {
            registerAgent(sequencer, all, 1);
            JsonNode directory =
                    json(sequencer.get("/api/v1/agents/" + all.get("agent_id").asText() + "/signing-keys?tenant_id="
                            + all.get("tenant_id").asText()));
            assertThat(AgentKeyRoutesTest.isSignedBy(sequencerKey, directory)).isTrue();
            ((ObjectNode) directory).set("signedAt", expected.get("signedAt"));
            ((ObjectNode) directory).set("directorySignature", expected.get("directorySignature"));
            assertThat(directory).isEqualTo(expected);
        }
        WireKeyDirectory made = WireKeyDirectory.of(
                uuid(expected, "tenantId"),
                uuid(expected, "agentId"),
                List.of(new AgentKey(
                        uuid(expected, "tenantId"),
                        uuid(expected, "agentId"),
                        1,
                        Ed25519PublicKey.parse(all.get("agent_public_key").asText()))),
                Instant.parse(expected.get("signedAt").asText()));
        assertThat(SigningKey.parse(all.get("sequencer_seed").asText())
                        .sign(made.signedHash())
                        .toHex())
                .isEqualTo(expected.get("directorySignature").asText());
    }

    private void requireProofs(JsonNode tree) {
        for (JsonNode proof : tree.get("proofs")) {
            ObjectNode claim = proof.deepCopy();
            claim.set("events_root", tree.get("root"));
            claim.set("leaf_count", tree.get("n"));
            assertThat(server.post("/proofs/verify", claim.toString()).body()).startsWith("{\"valid\":true,");
        }
    }

    private void requireAccepted(JsonNode vector) {
        for (JsonNode hash : vector.get("accepted_payload_hashes")) {
            UUID id = UUID.randomUUID();
            server.ingest(
                    batch(Sent.event(id, "o-1", vector.get("payload_text").asText(), "\"payload_hash\":" + hash)));
            assertThat(json(server.get("/api/v1/events/" + id + "?" + Sent.STREAM))
                            .at("/envelope/payload_hash"))
                    .isEqualTo(vector.get("answered_payload_hash"));
        }
    }

    private static TestServer sequencerOf(JsonNode all) {
        return TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing
                        .sequencerId(uuid(all, "sequencer_id"))
                        .signingKey(SigningKey.parse(all.get("sequencer_seed").asText())),
                serving -> {});
    }

    private static void registerAgent(TestServer sequencer, JsonNode all, int keyId) {
        HttpResponse<String> response = sequencer.post("/agents/keys", """
                {"tenant_id":%s,"agent_id":%s,"key_id":%d,"public_key":%s}""".formatted(
                        all.get("tenant_id"), all.get("agent_id"), keyId, all.get("agent_public_key")));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static UUID uuid(JsonNode json, String member) {
        return UUID.fromString(json.get(member).asText());
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
                        .contains("\"payload\":" + vector.get("canonical").asText() + ",\"payload_encrypted\":null");
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

    private static Stream<JsonNode> vectors(String kind) throws IOException {
        return vectors().map(all -> all.get(kind));
    }

    /** All there is; nothing, if the vectors are not beside the checkout. */
    private static Stream<JsonNode> vectors() throws IOException {
        return Files.exists(VECTORS) ? Stream.of(json(Files.readString(VECTORS))) : Stream.empty();
    }
}
