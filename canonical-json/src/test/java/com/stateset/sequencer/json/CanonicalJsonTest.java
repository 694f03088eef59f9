package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    private final CanonicalJson json = CanonicalJson.parse("{ \"b\": \"ö\", \"a\": 1.0 }");

    @Test
    void equal_to_every_other_of_the_same_content() {
        assertThat(json)
                .isEqualTo(CanonicalJson.parse("{\"a\":1,\"b\":\"\\u00f6\"}"))
                .isEqualTo(CanonicalJson.ofCanonical("{\"a\":1,\"b\":\"ö\"}".getBytes(UTF_8)))
                .hasSameHashCodeAs(CanonicalJson.parse("{\"a\":1,\"b\":\"\\u00f6\"}"))
                .isNotEqualTo(CanonicalJson.parse("{\"a\":1,\"b\":\"o\"}"))
                .isNotEqualTo("{\"a\":1,\"b\":\"ö\"}")
                .hasToString("{\"a\":1,\"b\":\"ö\"}");
    }

    @Test
    void that_is_had_as_bytes_in_four_ways() throws IOException {
        byte[] expected = "{\"a\":1,\"b\":\"ö\"}".getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.writeTo(out);

        assertThat(json.length()).isEqualTo(expected.length);
        assertThat(json.toByteArray()).isEqualTo(expected);
        assertThat(out.toByteArray()).isEqualTo(expected);
        assertThat(json.asByteBuffer()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void that_cannot_be_changed_from_outside() {
        byte[] given = " [ 1 ]".getBytes(UTF_8);
        CanonicalJson parsed = CanonicalJson.parse(given);
        given[3] = '2';
        parsed.toByteArray()[1] = '3';

        assertThat(parsed).hasToString("[1]");
        assertThat(parsed.asByteBuffer().isReadOnly()).isTrue();
        assertThat(parsed.asByteBuffer().hasArray()).isFalse();
    }

    @Test
    void of_any_kind() {
        for (String text : new String[] {"null", "true", "false", "0", "\"\"", "[]", "{}", "[[],{}]", "{\"\":\"\"}"}) {
            assertThat(CanonicalJson.parse(text)).hasToString(text);
        }
    }
}
