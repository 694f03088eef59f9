package com.stateset.sequencer.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddCheckpointTest {

    private final AddCheckpoint request = Logs.request(Logs.entries(7), 3);

    @Test
    void is_read_as_it_was_written() {
        assertThat(AddCheckpoint.parse(request.toByteArray())).isEqualTo(request);
    }

    @Test
    void has_its_parts_on_lines_of_their_own() {
        String text = new String(request.toByteArray(), StandardCharsets.UTF_8);

        assertThat(text).startsWith("old 3\n").contains("\n\n" + Logs.ORIGIN + "\n7\n");
        assertThat(text.substring(0, text.indexOf("\n\n")).lines())
                .hasSize(1 + request.consistency().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old 3          | old 03             | the first line is not \"old\" and a size",
                "old 3          | new 3              | the first line is not \"old\" and a size",
                "old 3          | old 9999999999999999999 | the old size is more than 2^63 - 1",
            })
    void that_is_malformed_is_refused(String part, String instead, String message) {
        String text = new String(request.toByteArray(), StandardCharsets.UTF_8).replaceFirst(part.strip(), instead);

        assertThatThrownBy(() -> AddCheckpoint.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void with_a_line_that_is_no_hash_is_refused() {
        String text = new String(request.toByteArray(), StandardCharsets.UTF_8).replaceFirst("=\n", "\n");

        assertThatThrownBy(() -> AddCheckpoint.parse(text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("a line of the proof is not");
    }

    @Test
    void without_an_empty_line_is_refused() {
        assertThatThrownBy(() -> AddCheckpoint.parse("old 0\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("there is no empty line between the proof and the checkpoint");
    }
}
