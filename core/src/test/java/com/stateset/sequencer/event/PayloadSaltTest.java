package com.stateset.sequencer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSaltTest {

    private static final String SALT = "\"_salt\":\"[0-9a-f]{32}\"";

    @Test
    void a_salted_payload_has_one_more_member_in_its_canonical_place() {
        assertThat(salted("{\"b\": 2.50, \"A\":1}")).matches("\\{\"A\":1," + SALT + ",\"b\":2\\.5}");
        assertThat(salted("{ }")).matches("\\{" + SALT + "}");
    }

    @Test
    void equal_payloads_get_different_hashes() {
        NewEvent.Builder builder = event("{\"amount\":100}").salted();
        assertThat(PayloadHashes.of(builder.build().canonicalPayload()))
                .isNotEqualTo(PayloadHashes.of(builder.build().canonicalPayload()));
    }

    @Test
    void a_variation_of_a_salted_event_keeps_its_salt() {
        NewEvent salted = event("{\"amount\":100}").salted().build();
        assertThat(salted.toBuilder().baseVersion(1L).build().canonicalPayload())
                .isEqualTo(salted.canonicalPayload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"text\"", "[{}]"})
    void only_objects_can_be_salted(String json) {
        NewEvent.Builder builder = event(json).salted();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only a payload that is an object can be salted");
    }

    @Test
    void a_payload_with_a_salt_of_its_own_is_refused() {
        NewEvent.Builder builder = event("{\"_salt\":\"1\"}").salted();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the payload has a member _salt already");
    }

    @Test
    void what_is_not_json_is_left_to_ingestion() {
        assertThat(event("{\"a\":").salted().build().payload()).asString().isEqualTo("{\"a\":");
    }

    private static String salted(String json) {
        return event(json).salted().build().canonicalPayload().toString();
    }

    private static NewEvent.Builder event(String json) {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload(json);
    }
}
