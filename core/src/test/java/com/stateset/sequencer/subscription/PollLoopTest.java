package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollLoopTest {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST = 4 * FIRST;

    private final Recording executor = new Recording();

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void pauses_grow_until_something_is_found() {
        List<PollLoop.Found> answers = List.of(
                PollLoop.Found.NOTHING,
                PollLoop.Found.NOTHING,
                PollLoop.Found.NOTHING,
                PollLoop.Found.SOMETHING,
                PollLoop.Found.NOTHING,
                PollLoop.Found.OVER);
        PollLoop loop = new PollLoop(executor, () -> LONGEST, new ArrayDeque<>(answers)::remove);
        loop.start();
        loop.start();
        executor.runAll();
        assertThat(executor.pauses).containsExactly(FIRST, 2 * FIRST, LONGEST, LONGEST, FIRST, 2 * FIRST);
    }

    @Test
    void a_poll_that_throws_is_not_the_last() {
        Deque<Throwable> failures =
                new ArrayDeque<>(List.of(new AssertionError("a test"), new IllegalStateException("a test")));
        new PollLoop(executor, () -> LONGEST, () -> {
                    throwNext(failures);
                    return PollLoop.Found.OVER;
                })
                .start();
        executor.runAll();
        assertThat(executor.pauses).hasSize(3);
    }

    private static void throwNext(Deque<Throwable> failures) {
        Throwable next = failures.poll();
        if (next instanceof Error error) {
            throw error;
        }
        if (next instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Keeps what is to be done later until it is asked for. */
    private static final class Recording extends SubscriptionExecutor {

        private final List<Long> pauses = new ArrayList<>();
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        void later(long nanos, Runnable task) {
            pauses.add(nanos);
            tasks.add(task);
        }

        private void runAll() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }
}
