package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0",
                "4.50",
                "-0",
                "-0.0",
                "1E30",
                "1e-07",
                "0.10000000000000001",
                "1e2",
                "100000000000000000000"
            })
    void whatever_their_canonical_form(String number) {
        assertThat(asSent(" [ " + number + " ] ")).isEqualTo("[" + number + "]");
    }

    @Test
    void and_strings_as_rfc_8785_has_them() {
        assertThat(asSent("\"\\u0041\\/\\u000A\\u00e4\"")).isEqualTo("\"A/\\nä\"");
    }

    @Test
    void and_members_in_the_order_of_their_utf8_bytes() {
        String text = "{\"\uffff\":1.0,\"b\":{\"d\":2.50,\"c\":3},\"😀\":4,\"\ue000\":5,\"퟿\":6,\"a\":7,\"\":8}";

        assertThat(asSent(text))
                .isEqualTo("{\"\":8,\"a\":7,\"b\":{\"c\":3,\"d\":2.50},\"퟿\":6,\"\ue000\":5,\"\uffff\":1.0,\"😀\":4}");
        assertThat(CanonicalJson.parse(text))
                .hasToString("{\"\":8,\"a\":7,\"b\":{\"c\":3,\"d\":2.5},\"퟿\":6,\"😀\":4,\"\ue000\":5,\"\uffff\":1}");
    }

    private static String asSent(String text) {
        return new String(CanonicalJson.withNumbersAsSent(text.getBytes(UTF_8)), UTF_8);
    }
}
