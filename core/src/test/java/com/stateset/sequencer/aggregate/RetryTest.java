package com.stateset.sequencer.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryTest {

    private final EventsRejectedException conflict = new EventsRejectedException(
            List.of(new Outcome.Rejected(UUID.randomUUID(), new Rejection.VersionConflict(1, 2))));

    @Test
    void there_are_as_many_as_were_asked_for() {
        Retry twice = Retry.onConflict(2).pause(Duration.ZERO);
        twice.next(0, conflict);
        twice.next(1, conflict);
        assertThatThrownBy(() -> twice.next(2, conflict)).isSameAs(conflict);
        assertThatThrownBy(() -> Retry.never().next(0, conflict)).isSameAs(conflict);
    }

    @Test
    void pauses_grow_to_an_end() {
        Retry retry = new Retry(Integer.MAX_VALUE, Duration.ofNanos(1));
        long start = System.nanoTime();
        for (int before = 0; before < 1000; before++) {
            retry.next(before, conflict);
        }
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void an_interrupt_ends_them_and_stays() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(
                        () -> Retry.onConflict(5).pause(Duration.ofMinutes(1)).next(4, conflict))
                .isSameAs(conflict);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> Retry.onConflict(-1)).hasMessage("retries is -1; it must be 0 or more");
        assertThatThrownBy(() -> Retry.never().pause(Duration.ofMinutes(2)))
                .hasMessage("pause is PT2M; it must be 0 to 1 minute");
    }
}
