package com.stateset.sequencer.server;

import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store whether it can be reached, for a bounded time, and one question at a time however many callers want to know:
 * they share its answer. Thread-safe.
 */
final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventStore store;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<CompletableFuture<Boolean>> question =
            new AtomicReference<>(CompletableFuture.completedFuture(false));

    Readiness(EventStore store) {
        this.store = store;
    }

    boolean isReady() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = question.updateAndGet(last -> last.isDone() ? mine : last);
        if (asked == mine) {
            executor.execute(() -> mine.complete(ping()));
        }
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Answers whatever happens: a question that stays open would be the last one. */
    private boolean ping() {
        try {
            store.ping();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("The store is not ready", e);
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
