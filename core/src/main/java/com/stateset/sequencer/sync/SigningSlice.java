package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A few events to be signed by whichever thread comes first. Thread-safe. */
final class SigningSlice implements Runnable {

    private final List<Event> unsigned;
    private final UnaryOperator<Event> signer;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<List<Event>> signed = new CompletableFuture<>();

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
        }
        return true;
    }

    boolean isDone() {
        return signed.isDone();
    }

    /** Waits until the events are signed. */
    List<Event> await() {
        return signed.join();
    }
}
