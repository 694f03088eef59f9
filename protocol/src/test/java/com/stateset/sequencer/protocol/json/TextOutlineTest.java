package com.stateset.sequencer.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextOutlineTest {

    @Test
    void levels_are_those_of_objects_and_arrays() {
        assertThat(outline("1")).isEqualTo(new TextOutline(0, false));
        assertThat(outline("{\"a\":[[1],{\"b\":2}],\"c\":[[[]]]}")).isEqualTo(new TextOutline(4, false));
    }

    @Test
    void brackets_in_strings_are_no_levels() {
        assertThat(outline("[\"[[[{\",\"]\"]")).isEqualTo(new TextOutline(1, false));
    }

    @Test
    void an_escaped_quote_ends_no_string() {
        assertThat(outline("[\"\\\"[[\"]")).isEqualTo(new TextOutline(1, true));
        assertThat(outline("[\"\\\\\",[]]")).isEqualTo(new TextOutline(2, true));
    }

    @Test
    void a_text_that_breaks_off_is_looked_at_to_its_end() {
        assertThat(outline("")).isEqualTo(new TextOutline(0, false));
        assertThat(outline("[[\"")).isEqualTo(new TextOutline(2, false));
        assertThat(outline("[\"\\")).isEqualTo(new TextOutline(1, true));
    }

    private static TextOutline outline(String json) {
        return TextOutline.of(json.getBytes(StandardCharsets.US_ASCII));
    }
}
