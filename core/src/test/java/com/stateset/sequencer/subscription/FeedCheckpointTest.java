package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.StreamId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedCheckpointTest {

    private static final StreamId A = new StreamId(new UUID(0, 1), new UUID(0, 0));
    private static final StreamId B = new StreamId(new UUID(0, 1), new UUID(0, 1));

    @Test
    void it_is_written_as_json_and_read_again() {
        FeedCheckpoint checkpoint = FeedCheckpoint.of(Map.of(A, 7L, B, 0L));
        assertThat(checkpoint.toJson()).isEqualTo("{\"" + A + "\":7}");
        assertThat(FeedCheckpoint.parse(checkpoint.toJson()))
                .isEqualTo(checkpoint)
                .hasSameHashCodeAs(checkpoint);
        assertThat(FeedCheckpoint.parse("{}")).isEqualTo(FeedCheckpoint.START).hasToString("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{} {}",
                "{\"a\":1}",
                "{\"$\":0}",
                "{\"$\":1.5}",
                "{\"$\":1,\"$\":2}",
                "{\"$\":99999999999999999999}"
            })
    void any_other_text_is_refused(String text) {
        assertThatThrownBy(() -> FeedCheckpoint.parse(text.replace("$", A.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the text of a checkpoint");
    }

    @Test
    void a_negative_number_is_refused() {
        assertThatThrownBy(() -> FeedCheckpoint.of(Map.of(A, -1L)))
                .hasMessage("sequence number -1 of " + A + " is negative");
    }
}
