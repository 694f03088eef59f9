package com.stateset.sequencer.server.identity;

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
 * Asks whether the sequencer works and its store can be reached, for a bounded time, and one question at a time however many callers want to know:
 * they share its answer. Thread-safe.
 */
public final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Runnable ping;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<CompletableFuture<Boolean>> question =
            new AtomicReference<>(CompletableFuture.completedFuture(false));

    public Readiness(Runnable ping) {
        this.ping = ping;
    }

    /** Returns whether it said so in time. */
    public boolean isReady() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = question.updateAndGet(last -> last.isDone() ? mine : last);
        if (asked == mine) {
            executor.execute(() -> mine.complete(ping()));
        }
        try {
            return asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
            ping.run();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("The sequencer is not ready", e);
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
