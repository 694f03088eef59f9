package com.stateset.sequencer.postgres.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.tck.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final AtomicLong source = new AtomicLong();

    @Test
    void a_caller_sees_no_less_than_was_there_when_it_asked() {
        SingleFlight<String, Long> looks = new SingleFlight<>(key -> source.get(), SingleFlightTest::copy);
        Callable<Long> asking = () -> {
            for (int i = 0; i < 20_000; i++) {
                long now = source.incrementAndGet();
                assertThat(looks.get("key")).isGreaterThanOrEqualTo(now);
            }
            return 0L;
        };
        Race.run(Collections.nCopies(4, asking));
    }

    @Test
    void keys_are_looked_up_apart() {
        SingleFlight<String, String> looks =
                new SingleFlight<>(key -> key + source.incrementAndGet(), SingleFlightTest::copy);

        assertThat(looks.get("a")).isEqualTo("a1");
        assertThat(looks.get("b")).isEqualTo("b2");
        assertThat(looks.get("a")).isEqualTo("a3");
    }

    @Test
    void a_look_that_failed_is_made_again_by_the_next_caller() {
        SingleFlight<String, Long> looks = new SingleFlight<>(
                key -> {
                    if (source.incrementAndGet() == 1) {
                        throw new IllegalStateException("blind");
                    }
                    return source.get();
                },
                SingleFlightTest::copy);

        assertThatThrownBy(() -> looks.get("key")).hasMessage("blind");
        assertThat(looks.get("key")).isEqualTo(2);
    }

    /** A database that is away costs all who wait one timeout, not one each. */
    @Test
    void those_who_wait_share_the_next_look_even_if_it_fails() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        SingleFlight<String, Long> looks = new SingleFlight<>(
                key -> {
                    if (source.incrementAndGet() == 1) {
                        awaitUninterruptibly(first);
                    }
                    throw new IllegalStateException("blind");
                },
                SingleFlightTest::copy);
        Set<Throwable> told = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread thread = new Thread(() -> {
                told.add(catchThrowable(() -> looks.get("key")));
            });
            thread.start();
            Eventually.holds("a thread that waits", () -> thread.getState() == Thread.State.WAITING);
            threads.add(thread);
        }

        first.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(told)
                .as("exceptions")
                .hasSize(5)
                .allSatisfy(each -> assertThat(each)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("blind"));
        assertThat(source).as("looks").hasValue(2);
    }

    private static RuntimeException copy(RuntimeException e) {
        return new IllegalStateException(e.getMessage(), e);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
