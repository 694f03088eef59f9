package com.stateset.sequencer.protocol.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldNumbersTest {

    @Test
    void runs_are_written_as_ranges() {
        HeldNumbers held = HeldNumbers.of(List.of(1L, 2L, 3L, 5L, 7L, 8L));

        assertThat(held).hasToString("1-3,5,7-8");
        assertThat(LongStream.rangeClosed(0, 9).filter(held::contains)).containsExactly(1L, 2L, 3L, 5L, 7L, 8L);
        assertThat(HeldNumbers.of(List.of()).isEmpty()).isTrue();
    }

    @Test
    void what_is_written_is_read() {
        HeldNumbers held = HeldNumbers.parse("1-3,5,9223372036854775807");

        assertThat(held).hasToString("1-3,5,9223372036854775807");
        assertThat(held.contains(2)).isTrue();
        assertThat(held.contains(4)).isFalse();
        assertThat(held.contains(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void what_finds_no_room_is_left_out() {
        HeldNumbers held = HeldNumbers.of(LongStream.rangeClosed(1, 1000)
                .map(number -> 1_000_000 + 2 * number)
                .boxed()
                .toList());

        assertThat(held.toString()).hasSizeBetween(HeldNumbers.LONGEST - 10, HeldNumbers.LONGEST);
        assertThat(held.contains(1_000_002)).isTrue();
        assertThat(held.contains(1_002_000)).isFalse();
        assertThat(HeldNumbers.parse(held.toString())).hasToString(held.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "1-", "01", "2-1", "1,1", "1-3,3", "5,4", "1,,2", " 1", "9223372036854775808"})
    void numbers_that_do_not_rise_are_refused(String text) {
        assertThatThrownBy(() -> HeldNumbers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be rising sequence numbers and ranges of them, such as 1-500,502");
    }

    @Test
    void a_text_that_is_too_long_is_refused() {
        assertThatThrownBy(() -> HeldNumbers.parse("1".repeat(HeldNumbers.LONGEST + 1)))
                .hasMessage("has more than 2000 characters");
    }
}
