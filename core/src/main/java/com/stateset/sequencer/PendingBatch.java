package com.stateset.sequencer;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A caller's batch on its way through a lane, with the promise of its receipt. */
final class PendingBatch {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final AdmittedBatch batch;
    private final AppendBatch append;
    private final long sizeInBytes;
    private final CompletableFuture<IngestReceipt> receipt = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private Duration pause = FIRST_PAUSE;

    PendingBatch(AdmittedBatch batch) {
        this.batch = batch;
        this.append = batch.append();
        this.sizeInBytes = AdmittedBatch.sizeInBytes(append);
    }

    StreamId stream() {
        return append.stream();
    }

    AppendBatch append() {
        return append;
    }

    int events() {
        return append.events().size();
    }

    long sizeInBytes() {
        return sizeInBytes;
    }

    CompletableFuture<IngestReceipt> receipt() {
        return receipt;
    }

    /** Whether the batch has been here for longer than {@code patience}. */
    boolean hasWaited(Duration patience) {
        return System.nanoTime() - since > patience.toNanos();
    }

    /** How long to leave its stream alone before the next attempt: longer each time. For the lane's thread. */
    Duration nextPause() {
        Duration current = pause;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return current;
    }

    void complete(AppendResult appended) {
        receipt.complete(batch.receipt(appended.outcomes(), appended.head()));
    }

    void fail(Throwable cause) {
        receipt.completeExceptionally(cause);
    }
}
