package com.stateset.sequencer.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 63, 64, 1L << 31, (1L << 32) - 1, 1L << 32, Long.MAX_VALUE})
    void every_thread_has_a_place_whatever_its_number(long threadId) {
        assertThat(Buffers.place(threadId)).isBetween(0, 63 * 16).isEqualTo((int) (threadId % 64) * 16);
    }
}
