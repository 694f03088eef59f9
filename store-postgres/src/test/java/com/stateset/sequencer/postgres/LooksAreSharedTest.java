package com.stateset.sequencer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.tck.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LooksAreSharedTest {

    private final AtomicLong source = new AtomicLong();

    @Test
    void whoever_asks_sees_what_was_there_when_it_asked() {
        SingleFlight<String, Long> looks = new SingleFlight<>(key -> source.get());
        Callable<Long> asking = () -> {
            for (int i = 0; i < 20_000; i++) {
                long now = source.incrementAndGet();
                assertThat(looks.at("key")).isGreaterThanOrEqualTo(now);
            }
            return 0L;
        };
        Race.run(Collections.nCopies(4, asking));
    }

    @Test
    void keys_are_looked_up_apart() {
        SingleFlight<String, String> looks = new SingleFlight<>(key -> key + source.incrementAndGet());

        assertThat(looks.at("a")).isEqualTo("a1");
        assertThat(looks.at("b")).isEqualTo("b2");
        assertThat(looks.at("a")).isEqualTo("a3");
    }

    @Test
    void a_look_that_fails_is_done_again_by_the_next_who_asks() {
        SingleFlight<String, Long> looks = new SingleFlight<>(key -> {
            if (source.incrementAndGet() == 1) {
                throw new IllegalStateException("blind");
            }
            return source.get();
        });

        assertThatThrownBy(() -> looks.at("key")).hasMessage("blind");
        assertThat(looks.at("key")).isEqualTo(2);
    }

    /** A database that is away costs all who wait one timeout, not one each. */
    @Test
    void all_who_wait_share_the_next_look_even_if_it_fails() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        SingleFlight<String, Long> looks = new SingleFlight<>(key -> {
            if (source.incrementAndGet() == 1) {
                awaitUninterruptibly(first);
            }
            throw new IllegalStateException("blind");
        });
        AtomicLong told = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread thread = new Thread(() -> {
                assertThatThrownBy(() -> looks.at("key")).hasMessage("blind");
                told.incrementAndGet();
            });
            thread.start();
            Eventually.holds("a thread that waits", () -> thread.getState() == Thread.State.WAITING);
            threads.add(thread);
        }

        first.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(told).hasValue(5);
        assertThat(source).as("looks").hasValue(2);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
