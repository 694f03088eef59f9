package com.stateset.sequencer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.json.CanonicalJson;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventMetadataTest {

    @Test
    void entries_come_back_in_the_order_of_their_keys() {
        EventMetadata metadata = EventMetadata.of(Map.of("b", "", "a", "ü\"\n", "correlation_id", "c-7"));

        assertThat(metadata.toJson()).isEqualTo("{\"a\":\"ü\\\"\\n\",\"b\":\"\",\"correlation_id\":\"c-7\"}");
        assertThat(metadata.sizeInBytes()).isEqualTo(metadata.toJson().length() + 1);
        assertThat(EventMetadata.ofJson(metadata.toJson())).isEqualTo(metadata);
        assertThat(EventMetadata.ofJson("{ \"correlation_id\": \"c-7\", \"b\":\"\", \"a\":\"\\u00fc\\\"\\n\" }"))
                .isEqualTo(metadata);
        assertThat(metadata.correlationId()).contains("c-7");
        assertThat(metadata.causationId()).isEmpty();
    }

    @Test
    void no_entries_are_none() {
        assertThat(EventMetadata.of(Map.of())).isSameAs(EventMetadata.NONE);
        assertThat(EventMetadata.ofJson("{}")).isSameAs(EventMetadata.NONE);
        assertThat(EventMetadata.NONE.sizeInBytes()).isZero();
    }

    @Test
    void all_of_it_is_at_most_4096_bytes() {
        String longest = "x".repeat(EventMetadata.MAX_BYTES - "{\"key\":\"\"}".length());

        assertThat(EventMetadata.of(Map.of("key", longest)).sizeInBytes()).isEqualTo(4096);
        assertThatThrownBy(() -> EventMetadata.of(Map.of("key", longest + "x")))
                .hasMessage("metadata has 4097 bytes as canonical JSON; at most 4096 are allowed");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("key", "\u0001".repeat(1000))))
                .hasMessage("metadata has 6010 bytes as canonical JSON; at most 4096 are allowed");
    }

    @Test
    void what_breaks_a_rule_is_named() {
        assertThatThrownBy(() -> EventMetadata.of(Map.of("", "x"))).hasMessage("a key of metadata is empty");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("k".repeat(129), "x")))
                .hasMessage("a key of metadata has 129 characters; at most 128 are allowed");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("key", "a\0")))
                .hasMessage("metadata.key holds the character U+0000");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("key", "\ud800")))
                .hasMessage("metadata.key holds a lone surrogate");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("correlation_id", "")))
                .hasMessage("metadata.correlation_id is empty");
        assertThatThrownBy(() -> EventMetadata.of(Map.of("correlation_id", "c".repeat(257))))
                .hasMessage("metadata.correlation_id has 257 characters; at most 256 are allowed");
    }

    @Test
    void only_objects_of_strings_are_read() {
        for (String json : new String[] {"", "[]", "null", "\"x\"", "{\"a\":1}", "{\"a\":null}", "{\"a\":{}}", "{"}) {
            assertThatThrownBy(() -> EventMetadata.ofJson(json))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("metadata is not an object of strings");
        }
    }

    @Test
    void an_event_without_a_payload_has_none() {
        PayloadHashes hashes = PayloadHashes.of(CanonicalJson.parse("{}"));
        Event event = new Event(
                        new StreamId(new UUID(0, 1), new UUID(0, 2)),
                        new UUID(0, 3),
                        null,
                        new EntityRef("order", "o-1"),
                        "order.placed",
                        new CreatedAt("2026-01-02T03:04:05Z"),
                        new UUID(0, 4),
                        null,
                        Payload.clear(CanonicalJson.parse("{}")),
                        hashes,
                        Authorship.UNSIGNED)
                .withMetadata(EventMetadata.of(Map.of("traceparent", "00-1-2-01")));

        assertThat(event.metadata().traceParent()).contains("00-1-2-01");
        assertThat(event.withPayload(new Payload.Erased()).metadata()).isEqualTo(EventMetadata.NONE);
        assertThat(VesHashes.signing(event)).isEqualTo(VesHashes.signing(event.withMetadata(EventMetadata.NONE)));
    }
}
