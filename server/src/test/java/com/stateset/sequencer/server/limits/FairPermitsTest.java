package com.stateset.sequencer.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairPermitsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void one_client_leaves_a_quarter_for_another() {
        FairPermits permits = new FairPermits(8);
        for (int i = 0; i < 6; i++) {
            assertThat(permits.tryTake("a", 1)).isTrue();
        }
        assertThat(permits.tryTake("a", 1)).isFalse();
        assertThat(permits.tryTake("b", 2)).isTrue();
        assertThat(permits.tryTake("c", 1)).isFalse();
        permits.giveBack("a", 1);
        assertThat(permits.tryTake("c", 1)).isTrue();
    }

    @Test
    void what_is_passed_on_is_counted_once() {
        FairPermits permits = new FairPermits(4);
        assertThat(permits.tryTake("a", 2)).isTrue();
        assertThat(permits.pass("a", "b", 2)).isTrue();
        assertThat(permits.taken()).isEqualTo(2);
        assertThat(permits.pass("b", "b", 2)).isTrue();
        assertThat(permits.tryTake("b", 2)).isFalse();
        assertThat(permits.tryTake("a", 2)).isTrue();
        assertThat(permits.pass("a", "b", 2)).isFalse();
        permits.giveBack("a", 2);
        permits.giveBack("b", 2);
        assertThat(permits.taken()).isZero();
    }

    @Test
    void who_waits_for_its_own_is_served_when_that_is_passed_on() throws Exception {
        FairPermits permits = new FairPermits(4, 2, 10);
        assertThat(permits.tryTake("a", 2)).isTrue();
        Future<Boolean> waits = waiting(permits, "a", 1);
        assertThat(permits.pass("a", "b", 1)).isTrue();
        assertThat(waits.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_client_that_waits_for_much_of_its_own_holds_up_nobody() throws Exception {
        FairPermits permits = new FairPermits(100, 60, 10);
        assertThat(permits.tryTake("a", 60)).isTrue();
        Future<Boolean> much = waiting(permits, "a", 50);
        assertThat(permits.isInTheWay("a")).isTrue();
        assertThat(permits.isInTheWay("b")).isFalse();
        assertThat(permits.tryTake("b", 40)).isTrue();
        permits.giveBack("a", 60);
        assertThat(much.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void small_amounts_do_not_overtake_a_large_one() throws Exception {
        FairPermits permits = new FairPermits(100, 60, 10);
        assertThat(permits.tryTake("a", 60)).isTrue();
        Future<Boolean> large = waiting(permits, "b", 50);
        assertThat(permits.isInTheWay("a")).isTrue();
        assertThat(permits.tryTake("c", 10)).isFalse();
        permits.giveBack("a", 60);
        assertThat(large.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(permits.tryTake("c", 10)).isTrue();
    }

    @Test
    void nor_do_those_of_one_client() throws Exception {
        FairPermits permits = new FairPermits(100, 60, 10);
        assertThat(permits.tryTake("a", 50)).isTrue();
        Future<Boolean> large = waiting(permits, "a", 20);
        assertThat(permits.tryTake("a", 5)).isFalse();
        permits.giveBack("a", 50);
        assertThat(large.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(permits.tryTake("a", 5)).isTrue();
    }

    @Test
    void what_fails_while_it_waits_leaves_no_trace() {
        FairPermits permits = new FairPermits(4, 4, 1);
        assertThat(permits.tryTake("a", 4)).isTrue();
        assertThatThrownBy(() -> permits.take("b", 1, LONG, () -> {
                    throw new IllegalStateException("made up by a test");
                }))
                .hasMessage("made up by a test");
        assertThat(permits.isInTheWay("a")).isFalse();
    }

    @Test
    void one_who_gives_up_waiting_takes_nothing() throws Exception {
        FairPermits permits = new FairPermits(4, 4, 1);
        assertThat(permits.tryTake("a", 4)).isTrue();
        assertThat(permits.take("b", 1, Duration.ofMillis(1), () -> {})).isFalse();
        permits.giveBack("a", 4);
        assertThat(permits.isInTheWay("b")).isFalse();
        assertThat(permits.tryTake("c", 4)).isTrue();
    }

    private Future<Boolean> waiting(FairPermits permits, String client, int amount) throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        Future<Boolean> taken = callers.submit(() -> permits.take(client, amount, LONG, waits::countDown));
        waits.await();
        return taken;
    }
}
