package com.stateset.sequencer.server.identity;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.Errors;
import java.time.Duration;
import java.util.Optional;
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
    private static final Optional<ApiError> NO_ANSWER = Optional.of(Errors.NO_STORE);

    private final Runnable ping;

    /** What was logged last; of the executor's thread. */
    private String said = "";

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<CompletableFuture<Optional<ApiError>>> question =
            new AtomicReference<>(CompletableFuture.completedFuture(NO_ANSWER));

    public Readiness(Runnable ping) {
        this.ping = ping;
    }

    /** Returns why it does not work, or has not said in time that it does; empty if it works. */
    public Optional<ApiError> problem() {
        CompletableFuture<Optional<ApiError>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<ApiError>> asked = question.updateAndGet(last -> last.isDone() ? mine : last);
        if (asked == mine) {
            executor.execute(() -> mine.complete(ping()));
        }
        try {
            return asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    /** Answers whatever happens: a question that stays open would be the last one. */
    private Optional<ApiError> ping() {
        try {
            ping.run();
            said = "";
            return Optional.empty();
        } catch (StreamStoppedException e) {
            return Optional.of(Errors.stopped(e));
        } catch (HeadsLogStoppedException e) {
            return Optional.of(Errors.stopped(e));
        } catch (StoreUnavailableException | StoreFailedException e) {
            say(String.valueOf(e.getMessage()));
            return NO_ANSWER;
        } catch (RuntimeException | Error e) {
            LOG.debug("The sequencer is not ready", e);
            return NO_ANSWER;
        }
    }

    /** Once for each reason, however often it is asked; the answer names none, which is the administrator's to know. */
    private void say(String why) {
        if (!why.equals(said)) {
            said = why;
            LOG.warn("The sequencer is not ready: {}", why);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
