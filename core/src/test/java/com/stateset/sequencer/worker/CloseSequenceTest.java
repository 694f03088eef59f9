package com.stateset.sequencer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.error.SequencerFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CloseSequenceTest {

    private final List<String> closed = new CopyOnWriteArrayList<>(new ArrayList<>());

    @Test
    void a_part_that_throws_keeps_no_other_from_being_closed() {
        IllegalStateException first = new IllegalStateException("first");
        NoClassDefFoundError second = new NoClassDefFoundError("second");
        CloseSequence parts = new CloseSequence(Duration.ZERO, Duration.ofSeconds(10))
                .then("a", () -> {
                    throw first;
                })
                .then("b", () -> {
                    throw second;
                })
                .then("c", () -> closed.add("c"));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(parts::run)
                .isSameAs(first)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(second));
        assertThat(closed).containsExactly("c");
    }

    @Test
    void a_part_that_hangs_is_left_behind() {
        CountDownLatch never = new CountDownLatch(1);
        CloseSequence parts = new CloseSequence(Duration.ZERO, Duration.ofMillis(50))
                .then("a", never::await)
                .then("b", () -> closed.add("b"));
        assertThatExceptionOfType(SequencerFailedException.class)
                .isThrownBy(parts::run)
                .havingRootCause()
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(closed).containsExactly("b");
        never.countDown();
    }
}
