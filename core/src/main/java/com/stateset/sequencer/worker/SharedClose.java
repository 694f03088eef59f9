package com.stateset.sequencer.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Closes once, on a thread of its own; all who close wait for the same end, and learn of the same failure. Thread-safe. That the wait ends is for what is closed: a {@link CloseSequence} gives each part so much time.
 */
public final class SharedClose {

    private final Supplier<CloseSequence> parts;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Prepares to close what the supplier gives when it comes to that. */
    public SharedClose(Supplier<CloseSequence> parts) {
        this.parts = parts;
    }

    /** Begins, unless it has begun; returns at once. */
    public void begin() {
        if (closing.compareAndSet(false, true)) {
            Thread closer = new Thread(this::run, "sequencer-close");
            closer.setDaemon(true);
            try {
                closer.start();
            } catch (Error e) {
                // Those who wait for the end must not wait for a thread that never was. Another call tries again.
                closing.set(false);
                throw e;
            }
        }
    }

    private void run() {
        try {
            parts.get().run();
            closed.complete(null);
        } catch (Throwable e) {
            closed.completeExceptionally(e);
        }
    }

    /**
     * Waits for the end, also when interrupted; the thread's interrupt status stays set then.
     *
     * @throws ExecutionException if a part could not be closed, with that; for this caller alone
     */
    public void await() throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    closed.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
