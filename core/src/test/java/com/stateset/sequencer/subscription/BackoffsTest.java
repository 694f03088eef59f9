package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffsTest {

    @Test
    void pauses_double_up_to_the_longest() {
        Backoffs backoffs = new Backoffs(Duration.ofNanos(10), Duration.ofNanos(50));
        assertThat(new long[] {backoffs.nanos(1), backoffs.nanos(2), backoffs.nanos(3), backoffs.nanos(4)})
                .containsExactly(10, 20, 40, 50);
        assertThat(backoffs.nanos(Integer.MAX_VALUE)).isEqualTo(50);
        assertThat(new Backoffs(Duration.ZERO, Duration.ofNanos(5)).nanos(9)).isZero();
    }

    @Test
    void no_duration_is_too_long() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(new Backoffs(longest, longest).nanos(3)).isEqualTo(Long.MAX_VALUE);
        assertThat(new Backoffs(Duration.ofNanos(3), longest).nanos(Integer.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void pauses_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new Backoffs(Duration.ofNanos(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
