package com.stateset.sequencer.sync.author;

import com.stateset.sequencer.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A few events to be signed by whichever thread comes first. Thread-safe. */
final class SigningSlice implements Runnable {

    private final List<Event> unsigned;
    private final UnaryOperator<Event> signer;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<List<Event>> signed = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    SigningSlice(List<Event> unsigned, UnaryOperator<Event> signer) {
        this.unsigned = unsigned;
        this.signer = signer;
    }

    @Override
    public void run() {
        signIfFree();
    }

    /** Signs the events, unless another thread does or has done. */
    boolean signIfFree() {
        if (!claimed.compareAndSet(false, true)) {
            return false;
        }
        try {
            signed.complete(unsigned.stream().map(signer).toList());
        } catch (RuntimeException | Error e) {
            signed.completeExceptionally(e);
        } finally {
            done.countDown();
        }
        return true;
    }

    boolean isDone() {
        return signed.isDone();
    }

    /**
     * Waits until the events are signed. It does nothing else meanwhile: on a thread of the pool, joining the future might run
     * another task, such as one that appends, in the midst of the caller's transaction.
     */
    List<Event> await() {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return signed.join();
    }
}
