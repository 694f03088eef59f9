package com.stateset.sequencer.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.server.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageMemoryTest {

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void a_client_that_has_its_part_does_not_hold_up_another() throws Exception {
        PageMemory memory = new PageMemory(100, 60);
        PageMemory.Share first = memory.take("a", 60, PageMemoryTest::nothing);
        CountDownLatch waits = new CountDownLatch(1);
        Future<PageMemory.Share> second = callers.submit(() -> memory.take("a", 10, waits::countDown));
        waits.await();
        memory.take("b", 40, PageMemoryTest::nothing).close();
        assertThat(second.isDone()).isFalse();
        first.shrinkTo(50);
        second.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void a_page_larger_than_a_clients_part_takes_all_of_it() {
        PageMemory memory = new PageMemory(100, 60);
        memory.take("a", 1000, PageMemoryTest::nothing);
        memory.take("b", 40, PageMemoryTest::nothing);
        assertThatThrownBy(() -> memory.take("c", 1, PageMemoryTest::nothing))
                .isInstanceOf(ApiException.class)
                .extracting(e -> ((ApiException) e).error().code())
                .isEqualTo("overloaded");
    }

    @Test
    void so_many_may_wait_and_no_more() throws Exception {
        PageMemory memory = new PageMemory(10, 10);
        PageMemory.Share all = memory.take("a", 10, PageMemoryTest::nothing);
        CountDownLatch wait = new CountDownLatch(PageMemory.MOST_WAITING);
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < PageMemory.MOST_WAITING; i++) {
            String client = "b" + i;
            AtomicInteger looks = new AtomicInteger();
            waiting.add(callers.submit(() -> memory.take(client, 1, () -> {
                        if (looks.getAndIncrement() == 0) {
                            wait.countDown();
                        }
                    })
                    .close()));
        }
        wait.await();
        long begun = System.nanoTime();
        assertThatThrownBy(() -> memory.take("c", 1, PageMemoryTest::nothing)).isInstanceOf(ApiException.class);
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(4));
        all.close();
        for (Future<?> each : waiting) {
            each.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void those_who_give_up_leave_nothing_behind() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        PageMemory memory = new PageMemory(100, 60);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(seed + i);
            Object client = i % 3;
            calls.add(callers.submit(() -> {
                for (int n = 0; n < 2000; n++) {
                    try (PageMemory.Share share =
                            memory.take(client, 1 + random.nextInt(60), PageMemoryTest::nothing)) {
                        share.shrinkTo(random.nextInt(30));
                        if (random.nextInt(50) == 0) {
                            Thread.currentThread().interrupt();
                        }
                    } catch (ApiException e) {
                        assertThat(Thread.interrupted()).isTrue();
                    }
                    boolean unused = Thread.interrupted();
                }
            }));
        }
        for (Future<?> call : calls) {
            call.get(60, TimeUnit.SECONDS);
        }
        memory.take("a", 60, PageMemoryTest::nothing);
        memory.take("b", 40, PageMemoryTest::nothing);
    }

    private static void nothing() {}
}
