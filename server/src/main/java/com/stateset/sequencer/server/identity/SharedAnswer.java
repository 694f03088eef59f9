package com.stateset.sequencer.server.identity;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a question on a thread of its own, one at a time however many callers want to know: they share its answer. Who does not get one in
 * time gets another instead. Thread-safe.
 */
final class SharedAnswer<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedAnswer.class);

    private final Supplier<T> question;
    private final Duration timeout;
    private final T otherwise;
    private final AtomicReference<CompletableFuture<T>> asked;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    SharedAnswer(Supplier<T> question, Duration timeout, T otherwise) {
        this.question = question;
        this.timeout = timeout;
        this.otherwise = otherwise;
        this.asked = new AtomicReference<>(CompletableFuture.completedFuture(otherwise));
    }

    T get() {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> shared = asked.updateAndGet(last -> last.isDone() ? mine : last);
        if (shared == mine) {
            executor.execute(() -> mine.complete(answer()));
        }
        try {
            return shared.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    /** Answers whatever happens: a question that stays open would be the last one. */
    private T answer() {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            LOG.debug("Whether the server is ready cannot be told", e);
            return otherwise;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
