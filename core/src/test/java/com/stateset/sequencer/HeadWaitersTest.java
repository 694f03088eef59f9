package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeadWaitersTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final StreamId stream = Samples.stream();
    private final AtomicLong stored = new AtomicLong(5);
    private final CountDownLatch looked = new CountDownLatch(1);
    private final HeadWaiters waiters = new HeadWaiters(id -> {
        looked.countDown();
        return stored.get();
    });

    @Test
    void no_timeout_is_too_long_or_too_short() throws InterruptedException {
        assertThat(waiters.await(stream, 5, FOREVER)).isTrue();
        assertThat(waiters.await(stream, 5, Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
        assertThat(waiters.await(stream, 6, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(waiters.await(stream, 6, Duration.ZERO)).isFalse();
    }

    @Test
    void an_append_of_this_process_or_another_ends_the_wait() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Boolean> here = threads.submit(() -> waiters.await(stream, 7, FOREVER));
            Future<Boolean> elsewhere = threads.submit(() -> waiters.await(stream, 6, FOREVER));
            assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
            stored.set(6);
            assertThat(elsewhere.get(60, TimeUnit.SECONDS)).isTrue();
            waiters.reached(stream, 7);
            assertThat(here.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void an_interrupt_ends_the_wait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> waiters.await(stream, 6, FOREVER)).isInstanceOf(InterruptedException.class);
    }
}
