package com.stateset.sequencer.outbox.transactional;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.Sequencer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Brings what applications have committed to their transactional outbox to the log: all streams of one database, each event exactly
 * once, and those of an entity in the order of their commits.
 *
 * <pre>{@code
 * try (OutboxRelay relay = OutboxRelay.builder(dataSource, sequencer).start()) {
 *     relay.completion().whenComplete((done, failure) -> alert(failure));
 *     …
 * }
 * }</pre>
 *
 * <p>Any number of them may run, in one process or many: they share the work stream by stream, and one that is killed is followed by
 * the next. It has one thread, and uses one connection of the data source while it works; give it a pool. If the log keeps its events
 * through the same pool, that pool needs one more connection than without the relay.
 *
 * <p><b>Who owns what.</b> Data source and sequencer are the application's: close the relay first. What goes wrong is told by {@link
 * #health} while it is tried again, and by {@link #completion} when it is the end. Thread-safe.
 */
@CheckReturnValue
public final class OutboxRelay implements AutoCloseable {

    private final RelayTroubles troubles = new RelayTroubles();
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final RelayLoop loop;
    private final Thread thread;
    private final Duration closeTimeout;

    OutboxRelay(OutboxRelayBuilder config) {
        this.loop = new RelayLoop(config, troubles);
        this.closeTimeout = config.closeTimeout();
        this.thread = new Thread(this::run, "sequencer-outbox-relay");
        this.thread.setDaemon(true);
    }

    /**
     * Starts the configuration of a relay.
     *
     * @param database the application's database, which holds the outbox's tables
     * @param sequencer the log that the events go to
     */
    public static OutboxRelayBuilder builder(DataSource database, Sequencer sequencer) {
        return new OutboxRelayBuilder(
                Objects.requireNonNull(database, "database"), Objects.requireNonNull(sequencer, "sequencer"));
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            loop.run();
            completion.complete(null);
        } catch (RuntimeException | Error e) {
            completion.completeExceptionally(e);
        }
    }

    /**
     * Completes when the relay works no more: normally if it was closed; exceptionally if its sequencer was closed or broke down
     * first, or with what should not happen at all. Never because a database or the log cannot be reached: that is waited for.
     */
    public CompletionStage<Void> completion() {
        return completion.minimalCompletionStage();
    }

    /** How it is at this moment. No I/O: it answers at once. */
    public RelayHealth health() {
        return new RelayHealth(!completion.isDone(), troubles.all());
    }

    /** Has it look at once, instead of after {@link OutboxRelayBuilder#pollInterval}: to be called after a commit, if that matters. */
    public void wake() {
        loop.wake();
    }

    /**
     * Ends it: a batch under way is finished, if that takes no longer than {@link OutboxRelayBuilder#closeTimeout}; else it is given
     * up, and the next relay finds out what became of it. Closing again does nothing.
     *
     * @throws IllegalStateException if it does not end even so, within the same time again; it does no harm any more, but still has
     *     its connection
     */
    @Override
    public void close() {
        loop.stop();
        boolean wasInterrupted = Thread.interrupted();
        wasInterrupted |= join();
        if (thread.isAlive()) {
            thread.interrupt();
            wasInterrupted |= join();
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the outbox's relay does not end: its database or its log does not answer");
        }
    }

    /** Waits for the thread's end; returns whether this thread was interrupted, which ends the wait. */
    private boolean join() {
        try {
            thread.join(Math.max(1, TimeUnit.MILLISECONDS.convert(closeTimeout)));
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
