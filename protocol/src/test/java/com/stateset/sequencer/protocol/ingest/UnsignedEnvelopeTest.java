package com.stateset.sequencer.protocol.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsignedEnvelopeTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static UnsignedEnvelope envelope(RawJson payload) {
        return new UnsignedEnvelope(
                ID, null, ID, ID, "order", "o-1", "placed", payload, null, 3L, "2026-01-02T03:04:05Z", ID, null, null);
    }

    private static IngestRequest read(String json) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), IngestRequest.class);
    }

    private static String written(RawJson payload) {
        return new String(
                ProtocolJson.write(new IngestRequest(ID, List.of(envelope(payload)))), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "\"ü😀\"",
                "-0.50e+1",
                "[ 1 , {\"a\" : [] } ]",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "true"
            })
    void a_payload_goes_in_and_out_as_it_stands(String json) {
        RawJson payload = RawJson.of(json.getBytes(StandardCharsets.UTF_8));
        IngestRequest request = new IngestRequest(ID, List.of(envelope(payload)));

        IngestRequest read = ProtocolJson.read(ProtocolJson.write(request), IngestRequest.class);

        assertThat(read).isEqualTo(request);
        assertThat(read.events().get(0).payload()).hasToString(json);
        assertThat(new String(read.events().get(0).toNewEvent().payload(), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @Test
    void what_is_absent_is_not_written() {
        assertThat(written(RawJson.NULL))
                .doesNotContain("command_id", "payload_hash")
                .contains("\"base_version\":3", "\"payload\":null");
    }

    @Test
    void an_event_survives_the_wire() {
        NewEvent event = envelope(RawJson.of("{\"qty\":1}".getBytes(StandardCharsets.UTF_8)))
                .toNewEvent();
        assertThat(UnsignedEnvelope.of(envelope(RawJson.NULL).stream(), event))
                .isEqualTo(envelope(RawJson.of("{\"qty\":1}".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void what_it_has_no_place_for_is_refused() {
        NewEvent event = envelope(RawJson.NULL).toNewEvent();
        StreamId stream = envelope(RawJson.NULL).stream();
        AgentSigner signer = new AgentSigner(ID, 1, SigningKey.generate());
        Recipients recipients =
                Recipients.of(new RecipientKey(7, X25519PrivateKey.generate().publicKey()));
        NewEvent encrypted = signer.sign(stream, event, recipients);

        for (NewEvent refused : List.of(
                signer.sign(stream, event),
                encrypted,
                encrypted.toBuilder().signature(null).build())) {
            assertThatThrownBy(() -> UnsignedEnvelope.of(stream, refused))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is signed or encrypted");
        }
    }

    @Test
    void metadata_survives_the_wire_and_is_an_object_of_strings() {
        String json = written(RawJson.NULL);
        String with =
                json.replace("\"base_version\":3", "\"base_version\":3,\"metadata\":{\"correlation_id\":\"c-7\"}");

        UnsignedEnvelope read = read(with).events().get(0);

        assertThat(read.toNewEvent().metadata()).isEqualTo(Map.of("correlation_id", "c-7"));
        assertThat(UnsignedEnvelope.of(read.stream(), read.toNewEvent())).isEqualTo(read);
        assertThat(json).doesNotContain("metadata");
        assertThat(read(with.replace("{\"correlation_id\":\"c-7\"}", "null"))
                        .events()
                        .get(0)
                        .toNewEvent()
                        .metadata())
                .isEmpty();
        assertThatThrownBy(() -> read(with.replace("\"c-7\"", "7")))
                .hasMessage("$.events[0].metadata.correlation_id: must be a string, not an integer");
        assertThatThrownBy(() -> read(with.replace("\"c-7\"", "null")))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining("$.events[0].metadata");
        assertThatThrownBy(() -> read(with.replace("{\"correlation_id\":\"c-7\"}", "[]")))
                .hasMessage("$.events[0].metadata: must be an object, not an array");
    }

    @Test
    void null_counts_as_absent_but_for_the_payload() {
        String json = written(RawJson.NULL);
        assertThatThrownBy(() -> read(json.replace("\"o-1\"", "null")))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessage("$.events[0].entity_id: is missing");
        assertThatThrownBy(() -> read(json.replace("\"entity_id\":\"o-1\",", "")))
                .hasMessage("$.events[0].entity_id: is missing");
        assertThat(read(json.replace("\"base_version\":3", "\"base_version\":null"))
                        .events()
                        .get(0)
                        .baseVersion())
                .isNull();
        assertThatThrownBy(() -> read(json.replace("\"payload\":null,", "")))
                .hasMessage("$.events[0].payload: is missing");
    }

    @Test
    void unknown_members_are_passed_over() {
        String json = written(RawJson.NULL);
        assertThat(read(json.replace("{\"event_id\"", "{\"x\":{\"event_id\":[1,{\"b\":\"\\ud800\"}]},\"event_id\"")))
                .isEqualTo(read(json));
    }

    @Test
    void what_cannot_be_typed_is_named_by_its_path() {
        String json = written(RawJson.NULL);
        assertThatThrownBy(() -> read(json.replace("\"o-1\"", "17")))
                .hasMessage("$.events[0].entity_id: must be a string, not an integer");
        assertThatThrownBy(() -> read(json.replace(":3", ":\"3\"")))
                .hasMessage("$.events[0].base_version: must be an integer, not a string");
        assertThatThrownBy(() -> read(json.replace(":3", ":1" + "0".repeat(2000))))
                .hasMessage("$.events[0].base_version: is out of range");
        assertThatThrownBy(() -> read(json.replace(":[{", ":[null,{"))).hasMessage("$.events[0]: must not be null");
        assertThatThrownBy(() -> read(json.replace(":[{", ":[[],{")))
                .hasMessage("$.events[0]: must be an object, not an array");
        assertThatThrownBy(() -> read("{\"events\":7}")).hasMessage("$.events: must be an array, not an integer");
        assertThatThrownBy(() -> read(json + "{}")).hasMessage("$: there is more text after the value");
        assertThatThrownBy(() -> read(json.replace("\"entity_id\"", "\"entity_type\"")))
                .hasMessage("$.events[0].entity_type: stands twice in one object");
        assertThatThrownBy(() -> read(json.replace("\"payload\":null", "\"payload\":{\"a\":tru}")))
                .hasMessageStartingWith("$.events[0].payload: not valid JSON at line 1, column ");
        assertThatThrownBy(() -> read(json.substring(0, json.length() - 10)))
                .hasMessageEndingWith("the body ends before the value is complete");
    }
}
