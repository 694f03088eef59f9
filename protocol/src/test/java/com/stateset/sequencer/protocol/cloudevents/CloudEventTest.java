package com.stateset.sequencer.protocol.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    private static final CanonicalJson PAYLOAD = CanonicalJson.parse("{\"n\":1}");

    @ParameterizedTest
    @CsvSource({
        "order, o-1, order/o-1",
        "a/b, c/d, a%2Fb/c/d",
        "50%, 50%, 50%25/50%",
        "%2F, x, %252F/x",
        "é b, x, é b/x",
    })
    void a_subject_names_one_entity(String type, String id, String subject) {
        EntityName entity = new EntityName(type, id);
        assertThat(entity).hasToString(subject);
        assertThat(EntityName.parse(subject)).isEqualTo(entity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order", "a%2fb/c", "50%/x", "%3A/x"})
    void a_subject_of_another_spelling_is_refused(String subject) {
        assertThatThrownBy(() -> EntityName.parse(subject)).hasMessageStartingWith("must be <entity type>/<entity id>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-12-31T23:59:60Z",
                "2026-01-02T03:04:05.1234567890Z",
                "2026-01-02T03:04:05+18:01",
                "2026-01-02t03:04:05z"
            })
    void a_time_that_some_cannot_read_stands_in_createdat_alone(String createdAt) {
        CloudEvent event = CloudEvent.of(sequenced(event(createdAt, Payload.clear(PAYLOAD)), 1), null);
        assertThat(json(event).has("time")).isFalse();
        assertThat(json(event).get("createdat").asText()).isEqualTo(createdAt);
        assertThat(read(event).toNewEvent().createdAt()).isEqualTo(createdAt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.120000000-18:00", "2026-01-02T03:04:05.1-00:00"})
    void any_other_time_is_the_authors_text(String createdAt) {
        CloudEvent event = CloudEvent.of(sequenced(event(createdAt, Payload.clear(PAYLOAD)), 1), null);
        assertThat(event.time()).isEqualTo(createdAt);
    }

    @Test
    void a_time_that_was_cut_on_the_way_is_the_same_moment() {
        String text = text(
                CloudEvent.of(sequenced(event("2026-01-02T03:04:05.987654321Z", Payload.clear(PAYLOAD)), 1), null));
        String cut = text.replace(
                "\"time\":\"2026-01-02T03:04:05.987654321Z\"", "\"time\":\"2026-01-02T04:04:05.98+01:00\"");
        assertThat(cut).isNotEqualTo(text);
        assertThat(read(cut).toNewEvent().createdAt()).isEqualTo("2026-01-02T03:04:05.987654321Z");
    }

    @Test
    void numbers_are_strings_where_an_integer_has_no_place_for_them() {
        SequencedEvent sequenced = sequenced(event("2026-01-02T03:04:05Z", Payload.clear(PAYLOAD)), Integer.MAX_VALUE);
        JsonNode small = json(CloudEvent.of(sequenced, null));
        assertThat(small.get("entityversion").isIntegralNumber()).isTrue();
        JsonNode large = json(CloudEvent.of(
                sequenced(event("2026-01-02T03:04:05Z", Payload.clear(PAYLOAD)), Integer.MAX_VALUE + 1L), null));
        assertThat(large.get("entityversion").asText()).isEqualTo("2147483648");
        assertThat(large.get("entityversion").isTextual()).isTrue();
        assertThat(large.get("sequence").asText()).isEqualTo("9223372036854775807");
    }

    @Test
    void a_payload_that_is_not_there_is_not_null() {
        CloudEvent erased = CloudEvent.of(sequenced(event("2026-01-02T03:04:05Z", new Payload.Erased()), 1), null);
        assertThat(erased.payloadState()).isEqualTo("erased");
        assertThat(json(erased).has("data")).isFalse();
        CloudEvent sealed =
                CloudEvent.of(sequenced(event("2026-01-02T03:04:05Z", new Payload.Encrypted(new byte[9])), 1), null);
        assertThat(sealed.payloadState()).isEqualTo("encrypted");
        Payload nothing = Payload.clear(CanonicalJson.parse("null"));
        CloudEvent none = CloudEvent.of(sequenced(event("2026-01-02T03:04:05Z", nothing), 1), null);
        assertThat(json(none).get("data").isNull()).isTrue();
        assertThat(none.payloadState()).isNull();
    }

    @Test
    void what_is_read_is_the_event_that_was_written() {
        Event event = event("2026-01-02T03:04:05Z", Payload.clear(PAYLOAD));
        NewEvent read = read(CloudEvent.of(sequenced(event, 1), null)).toNewEvent();
        assertThat(read.eventId()).isEqualTo(event.eventId());
        assertThat(read.commandId()).isEqualTo(event.commandId());
        assertThat(read.baseVersion()).isEqualTo(event.baseVersion());
        assertThat(read.sourceAgent()).isEqualTo(event.sourceAgent());
        assertThat(read.payload()).isEqualTo(PAYLOAD.toByteArray());
        assertThat(read.payloadHash())
                .isEqualTo(event.payloadHashes().payloadHash().toHex());
        assertThat(read.signature()).isNull();
    }

    @Test
    void one_value_of_any_type_is_read_as_it_was_sent() {
        for (String value : new String[] {"null", "1.50", "\"\\ud800\"", "[1, 2]", "{\"a\":1,\"a\":2}", " true "}) {
            assertThat(ProtocolJson.readRaw(value.getBytes(StandardCharsets.UTF_8)))
                    .hasToString(value.strip());
        }
        for (String wrong : new String[] {"1 2", "1,\"a\":2", "{", "", "nul"}) {
            assertThatThrownBy(() -> ProtocolJson.readRaw(wrong.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(InvalidMessageException.class)
                    .hasMessageStartingWith("$: ");
        }
    }

    private static Event event(String createdAt, Payload payload) {
        return new Event(
                STREAM,
                new UUID(5, 6),
                new UUID(7, 8),
                new EntityRef("order", "o-1"),
                "order.placed",
                new CreatedAt(createdAt),
                new UUID(9, 10),
                3L,
                payload,
                PayloadHashes.of(PAYLOAD),
                Authorship.UNSIGNED);
    }

    private static SequencedEvent sequenced(Event event, long entityVersion) {
        return new SequencedEvent(event, Long.MAX_VALUE, Instant.EPOCH, entityVersion, VesHashes.signing(event), 0);
    }

    private static String text(CloudEvent event) {
        return new String(ProtocolJson.write(event), StandardCharsets.UTF_8);
    }

    private static JsonNode json(CloudEvent event) {
        return ProtocolJson.tree(ProtocolJson.write(event));
    }

    private static CloudEvent read(CloudEvent event) {
        return read(text(event));
    }

    private static CloudEvent read(String json) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), CloudEvent.class);
    }
}
