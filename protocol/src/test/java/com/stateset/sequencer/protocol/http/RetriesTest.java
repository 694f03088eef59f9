package com.stateset.sequencer.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetriesTest {

    private static final Duration MILLI = Duration.ofMillis(1);

    private final AtomicInteger calls = new AtomicInteger();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void pauses_grow_within_bounds() {
        Retries retries = Retries.lasting(Duration.ofMinutes(1));
        for (int failure = 1; failure <= 40; failure++) {
            long full = Math.min(250L << Math.min(failure - 1, 20), 5000);
            assertThat(retries.pause(failure, null)).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void pauses_of_any_length_do_not_overflow() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(new Retries(longest, longest, longest).pause(100, null)).isPositive();
        assertThat(new Retries(MILLI, longest, longest).pause(100, null)).isPositive();
    }

    @Test
    void a_pause_is_at_least_as_long_as_the_server_asks() {
        Retries retries = Retries.lasting(Duration.ofMinutes(1));
        for (int failure = 1; failure < 10; failure++) {
            assertThat(retries.pause(failure, throttled(Duration.ofSeconds(7)))).isEqualTo(Duration.ofSeconds(7));
        }
        assertThat(retries.pause(9, throttled(MILLI))).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void a_call_is_made_again_until_it_succeeds() {
        Retries retries = new Retries(MILLI, MILLI, Duration.ofMinutes(1));

        assertThat(call(retries, 3, unreachable())).isEqualTo(3);

        assertThat(pauses).hasSize(2).allMatch(pause -> pause.compareTo(MILLI) <= 0);
    }

    @Test
    void a_call_without_retries_is_made_once() {
        assertThatThrownBy(() -> call(Retries.none(), 2, unreachable()))
                .isInstanceOf(TransportException.Unreachable.class)
                .hasMessage("away");
        assertThat(calls).hasValue(1);
    }

    @Test
    void what_will_not_pass_is_not_tried_again() {
        Retries retries = new Retries(MILLI, MILLI, Duration.ofMinutes(1));
        assertThatThrownBy(() -> call(retries, 2, new TransportException.Refused(400, "no")))
                .isInstanceOf(TransportException.Refused.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void the_last_failure_is_thrown_when_the_time_is_up() {
        Retries retries = new Retries(MILLI, MILLI, Duration.ofMillis(20));
        assertThatThrownBy(() -> call(retries, Integer.MAX_VALUE, unreachable()))
                .isInstanceOf(TransportException.Unreachable.class)
                .hasMessage("away");
        assertThat(calls).hasValueGreaterThan(1);
    }

    @Test
    void a_server_that_asks_for_more_time_is_given_up_at_once() {
        Retries retries = new Retries(MILLI, MILLI, Duration.ofSeconds(10));
        assertThatThrownBy(() -> call(retries, 2, throttled(Duration.ofHours(1))))
                .isInstanceOf(TransportException.Throttled.class);
        assertThat(calls).hasValue(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void an_interrupt_ends_a_pause() throws InterruptedException {
        CountDownLatch pausing = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Retries retries = Retries.endless(Duration.ofHours(1), Duration.ofHours(1));
        Thread thread = new Thread(() -> {
            try {
                retries.call(
                        () -> {
                            throw unreachable();
                        },
                        failure -> true,
                        (failure, pause) -> pausing.countDown());
            } catch (TransportException e) {
                end.set(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        thread.start();
        assertThat(pausing.await(30, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(end.get())
                .isInstanceOf(TransportException.Unreachable.class)
                .hasMessage("interrupted while waiting to try again");
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Retries(Duration.ZERO, MILLI, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retries(Duration.ofSeconds(2), MILLI, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Retries.lasting(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Succeeds at the given call; returns its number. */
    private int call(Retries retries, int successAt, TransportException failure) {
        return retries.call(
                () -> {
                    if (calls.incrementAndGet() < successAt) {
                        throw failure;
                    }
                    return calls.get();
                },
                Retries::mayPass,
                (problem, pause) -> pauses.add(pause));
    }

    private static TransportException throttled(Duration retryAfter) {
        return new TransportException.Throttled("busy", retryAfter, false);
    }

    private static TransportException unreachable() {
        return new TransportException.Unreachable("away", false, null);
    }
}
