package com.stateset.sequencer.verify.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNumbersTest {

    private static final int KEYS = 100_000;

    /** In the heap, in a file from the beginning, and in a file once it has grown. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 0, 100_000})
    void each_key_has_the_number_that_it_was_given_last(long mostInHeap) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeyNumbers numbers = new KeyNumbers(mostInHeap);
        Map<UUID, Long> expected = new HashMap<>();
        for (int i = 1; i <= KEYS; i++) {
            // Many that differ in one bit, or in one half, or are there already.
            UUID key = new UUID(random.nextInt(1000), 1L << random.nextInt(64));
            assertThat(numbers.get(key)).as("seed %d", seed).isEqualTo(expected.getOrDefault(key, 0L));
            numbers.put(key, i);
            expected.put(key, (long) i);
        }
        expected.forEach((key, number) ->
                assertThat(numbers.get(key)).as("seed %d", seed).isEqualTo(number));
    }

    /** Keys of which one half follows from the other: any mixing of both without a secret could be met by such. */
    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void keys_that_were_chosen_to_fall_together_do_not() {
        KeyNumbers numbers = new KeyNumbers(Long.MAX_VALUE);
        for (long low = 1; low <= 400_000; low++) {
            numbers.put(new UUID(Long.rotateLeft(low, 32), low), low);
        }
        assertThat(numbers.get(new UUID(Long.rotateLeft(7, 32), 7))).isEqualTo(7);
    }
}
