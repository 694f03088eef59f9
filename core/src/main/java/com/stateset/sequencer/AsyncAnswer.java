package com.stateset.sequencer;

import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The future of a caller who does not wait: completed with its batch's receipt, on the threads that run what is chained to it.
 *
 * <p>Those threads are limited, and may all be waiting for such futures themselves: a continuation sends a batch, and joins. Were
 * they to wait for one of their own number to come and complete what they wait for, none ever would. So a continuation that waits
 * is woken by the receipt itself, and completes its future on its own thread, which is one of the right ones.
 */
final class AsyncAnswer extends CompletableFuture<IngestReceipt> {

    private final CompletableFuture<IngestReceipt> receipt;
    private final UnaryOperator<IngestReceipt> check;
    private final BooleanSupplier isContinuation;

    /**
     * Makes the answer that follows a receipt.
     *
     * @param check returns the receipt, or throws what the answer is to fail with
     * @param isContinuation whether the calling thread is one of {@code continuations}, as far as that is known
     */
    AsyncAnswer(
            CompletableFuture<IngestReceipt> receipt,
            UnaryOperator<IngestReceipt> check,
            Executor continuations,
            BooleanSupplier isContinuation) {
        this.receipt = receipt;
        this.check = check;
        this.isContinuation = isContinuation;
        CompletableFuture<IngestReceipt> unused =
                receipt.whenComplete((answer, failure) -> continuations.execute(this::settle));
    }

    @Override
    public IngestReceipt join() {
        if (mustWaitForReceipt()) {
            Object unused = receiptOrEnd().join();
            settle();
        }
        return super.join();
    }

    @Override
    public IngestReceipt get() throws InterruptedException, ExecutionException {
        if (mustWaitForReceipt()) {
            Object unused = receiptOrEnd().get();
            settle();
        }
        return super.get();
    }

    @Override
    public IngestReceipt get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (mustWaitForReceipt()) {
            Object unused = receiptOrEnd().get(timeout, unit);
            settle();
        }
        return super.get(timeout, unit);
    }

    private boolean mustWaitForReceipt() {
        return !isDone() && isContinuation.getAsBoolean();
    }

    /** Complete, and never with an exception, as soon as there is a receipt, or this was completed otherwise. */
    private CompletableFuture<Object> receiptOrEnd() {
        return CompletableFuture.anyOf(receipt, this).exceptionally(failure -> failure);
    }

    /** Completes this, unless it is complete. There is a receipt, or else this was cancelled. */
    private void settle() {
        if (receipt.isDone()) {
            CompletableFuture<IngestReceipt> unused = receipt.whenComplete((answer, failure) -> {
                boolean ignored = failure == null ? completeChecked(answer) : completeExceptionally(failure);
            });
        }
    }

    private boolean completeChecked(IngestReceipt answer) {
        try {
            return complete(check.apply(answer));
        } catch (RuntimeException e) {
            return completeExceptionally(e);
        }
    }
}
