package com.stateset.sequencer.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VesHashesTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Test
    void an_unsigned_event_has_a_signing_hash_and_a_leaf() {
        Event event = new Event(
                new StreamId(
                        UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d"),
                        UUID.fromString("3b056d6e-6d38-4662-8ce2-5fec822ec06d")),
                UUID.fromString("31b64080-7e47-45b8-a8f6-b5b80c878293"),
                null,
                new EntityRef("order", "u-0"),
                "order.created",
                new CreatedAt("2025-01-01T00:00:00Z"),
                UUID.fromString("1a085b02-1e71-472b-b10c-b89561f05db2"),
                null,
                Payload.clear(CanonicalJson.parse("{ \"delta\": 100 }")),
                PayloadHashes.of(CanonicalJson.parse("{\"delta\":100}")),
                new Authorship.Unsigned());
        assertThat(event.payloadHashes().payloadHash())
                .hasToString("56ae66d1e1213aa038d11502747ebc0a705a998346871f7011e54e6429b5659b");
        assertThat(VesHashes.signing(event))
                .hasToString("74da9be421dae579c1b6c66320aecf178a13d5597420e5c3bc93bc876b44349c");
        assertThat(leaf(event, 100)).hasToString("bd7938c8bfa072e5653a8e6ef099d1ed9829167adbd5c79f01c13eb1c7374c4e");
    }

    @TestFactory
    Stream<DynamicTest> every_unsigned_vector() throws IOException {
        return vectors("unsigned")
                .map(vector ->
                        DynamicTest.dynamicTest(vector.at("/event/event_id").asText(), () -> {
                            Event event = event(vector.get("event"), "source_agent", new Authorship.Unsigned());
                            assertThat(event.payloadHashes().payloadHash())
                                    .isEqualTo(hash(vector.at("/event/payload_hash")));
                            assertThat(VesHashes.signing(event)).isEqualTo(hash(vector.get("signing_hash")));
                            assertThat(leaf(event, vector.get("sequence_number").asLong()))
                                    .isEqualTo(hash(vector.get("leaf_hash")));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> every_signed_vector() throws IOException {
        return vectors("signed")
                .map(vector ->
                        DynamicTest.dynamicTest(vector.at("/wire/event_id").asText(), () -> {
                            JsonNode wire = vector.get("wire");
                            Event event = signed(wire);
                            long number = vector.get("sequence_number").asLong();
                            assertThat(((Payload.Clear) event.payload()).json())
                                    .hasToString(vector.get("canonical_payload").asText());
                            assertThat(event.payloadHashes().payloadHash()).isEqualTo(hash(vector.get("payload_hash")));
                            assertThat(event.payloadHashes().plainHash())
                                    .isEqualTo(hash(wire.get("payload_plain_hash")));
                            assertThat(VesHashes.signing(event)).isEqualTo(hash(vector.get("signing_hash")));
                            assertThat(leaf(event, number)).isEqualTo(hash(vector.get("leaf_hash")));
                            assertThat(VesHashes.receipt(
                                            event.stream(), event.eventId(), number, VesHashes.signing(event)))
                                    .isEqualTo(hash(vector.get("receipt_hash")));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> the_first_and_the_last_event_of_the_history() throws IOException {
        JsonNode stream = file("history-v1.json").at("/stream");
        return Stream.of("first", "last")
                .filter(stream::has)
                .map(which -> DynamicTest.dynamicTest(which, () -> {
                    JsonNode leaves = stream.get("leaf_hashes");
                    int number = which.equals("first") ? 1 : leaves.size();
                    Event event = signed(stream.at("/" + which + "/wire"));
                    assertThat(VesHashes.signing(event)).isEqualTo(hash(stream.at("/" + which + "/signing_hash")));
                    assertThat(leaf(event, number)).isEqualTo(hash(leaves.get(number - 1)));
                }));
    }

    private static Event signed(JsonNode wire) {
        byte[] signature =
                HexFormat.of().parseHex(wire.get("agent_signature").asText().substring(2));
        return event(
                wire,
                "source_agent_id",
                new Authorship.Signed(wire.get("agent_key_id").asLong(), Ed25519Signature.of(signature)));
    }

    private static Event event(JsonNode wire, String agent, Authorship authorship) {
        CanonicalJson payload = CanonicalJson.parse(wire.get("payload").toString());
        return new Event(
                new StreamId(uuid(wire.get("tenant_id")), uuid(wire.get("store_id"))),
                uuid(wire.get("event_id")),
                null,
                new EntityRef(
                        wire.get("entity_type").asText(), wire.get("entity_id").asText()),
                wire.get("event_type").asText(),
                new CreatedAt(wire.get("created_at").asText()),
                uuid(wire.get(agent)),
                null,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                authorship);
    }

    private static Hash leaf(Event event, long sequenceNumber) {
        return VesHashes.leaf(
                event.stream(),
                sequenceNumber,
                VesHashes.signing(event),
                event.authorship().signature());
    }

    private static UUID uuid(JsonNode node) {
        return UUID.fromString(node.asText());
    }

    private static Hash hash(JsonNode node) {
        return Hash.parse(node.asText());
    }

    /** The cases of the protocol's vectors; none, if they are not beside the checkout. */
    private static Stream<JsonNode> vectors(String kind) throws IOException {
        return StreamSupport.stream(file("ves-v1.json").path(kind).spliterator(), false);
    }

    private static JsonNode file(String name) throws IOException {
        Path file = Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", name);
        return Files.exists(file) ? JSON.readTree(file.toFile()) : MissingNode.getInstance();
    }
}
