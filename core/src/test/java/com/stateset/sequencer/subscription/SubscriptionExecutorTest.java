package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionExecutorTest {

    private static final int MANY = 40;

    private final SubscriptionExecutor executor = new SubscriptionExecutor();

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void tasks_that_block_do_not_keep_the_others_up() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            executor.execute(() -> {
                blocked.countDown();
                await(mayEnd);
            });
        }
        await(blocked);
        CountDownLatch another = new CountDownLatch(1);
        executor.later(0, another::countDown);
        await(another);
        mayEnd.countDown();
    }

    @Test
    void a_task_that_throws_takes_no_thread_with_it() {
        for (int i = 0; i < MANY; i++) {
            executor.execute(() -> {
                throw new AssertionError("a task that fails, for a test");
            });
        }
        CountDownLatch another = new CountDownLatch(1);
        executor.execute(another::countDown);
        await(another);
    }

    @Test
    void what_is_queued_when_it_closes_runs_though_others_block() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            executor.execute(() -> {
                ran.countDown();
                await(mayEnd);
            });
        }
        executor.close();
        await(ran);
        mayEnd.countDown();
    }

    @Test
    void after_that_tasks_run_on_their_callers_threads() {
        executor.close();
        AtomicReference<Thread> runner = new AtomicReference<>();
        executor.execute(() -> runner.set(Thread.currentThread()));
        executor.later(0, () -> runner.set(null));
        assertThat(runner).hasValue(Thread.currentThread());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
