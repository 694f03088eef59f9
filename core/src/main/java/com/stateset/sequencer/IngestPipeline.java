package com.stateset.sequencer;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.BatchRefused;
import com.stateset.sequencer.observe.QueueState;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.worker.ContinuationPool;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.WorkerHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/**
 * The way of a batch from its caller to the disk and back.
 *
 * <pre>
 *   caller's thread        lane's thread (one of a few)           completer's thread     continuations
 *
 *   admit ─► LaneQueue.put ─► takeGroup ─► EventStore.append ─► complete ─► receipt ─► what was chained
 *   (checks, hashes,           (a group: some batches             │                     (async only)
 *    canonical form)            of some streams)                  └► readers: heads, subscriptions
 * </pre>
 *
 * <p><b>Threads.</b> Admission is done on the threads of the callers, in parallel: all that costs time and needs no order. The
 * lanes share one queue, and a stream is with one lane at a time; so a stream's batches reach the store in their order, two appends
 * of one process never contend for a stream, and whichever lane is free takes its share of what waits. While the lanes append, the
 * next groups gather in the queue: that is all the batching there is, nothing ever waits for a group to fill. One thread
 * completes callers for all lanes, so that waking them keeps no lane from its next group. What callers of {@link #ingestAsync}
 * chain to their futures runs on yet other threads: it may block, and may call the sequencer.
 *
 * <p><b>State.</b> A {@link PendingBatch} passes from thread to thread and is never shared but for its future: caller, queue
 * (under the queue's lock), lane, completer. The lane remembers what it took until the completer has it, and answers
 * what it takes when {@link #close} has given up, so that there is no moment at which a batch belongs to nobody. Which events are new, and their numbers, is decided by the store from the plan of
 * {@link com.stateset.sequencer.spi.AppendPlan}; nothing here knows a sequence number before the store has answered.
 *
 * <p><b>Durability.</b> {@code EventStore.append} returns once the group is on the disk. Only then is a receipt made; so every
 * answer, of {@link #ingest}, of a future, or to a reader, is about events that are durable. An exception says on its own which
 * of three holds: nothing was stored (overloaded, closed, failed, busy, refused), or it may have been (unavailable, outcome
 * unknown), in which case sending the same events again is safe and tells.
 *
 * <p><b>What must hold: every caller is answered.</b> A store that throws, refuses, or answers with something else than one
 * result per batch, fails the callers of that group. Whatever else ends a lane or breaks the completer fails the callers that
 * depend on it, and the {@link WorkerHealth} of the sequencer: what comes later is refused at once. {@link #close} takes nothing new,
 * finishes what was taken, and at its deadline fails whoever still waits. No exception is handed to two callers, see
 * {@link CallerFailures}. Should all that not be enough, {@link #ingest} itself gives up after its timeout.
 */
final class IngestPipeline {

    private final Admission admission;
    private final HistorySigner signer;
    private final IntSupplier keyVersion;
    private final Settings settings;
    private final SequencerObserver observer;
    private final WorkerHealth health;
    private final Completer completer;
    private final LaneQueue queue;
    private final List<Lane> lanes = new ArrayList<>();
    private volatile boolean closed;

    /**
     * Prepares a pipeline; {@link #start} begins it.
     *
     * @param signer knows the streams' histories, and which are stopped
     * @param keyVersion the version of the key that signs receipts of new events
     * @param readers what is told of events that have just become readable
     */
    IngestPipeline(
            Admission admission,
            EventStore store,
            HistorySigner signer,
            IntSupplier keyVersion,
            Settings settings,
            SequencerObserver observer,
            BiConsumer<StreamId, AppendResult> readers,
            WorkerHealth health,
            SequencerThreads threads) {
        this.admission = admission;
        this.signer = signer;
        this.keyVersion = keyVersion;
        this.settings = settings;
        this.observer = observer;
        this.health = health;
        this.completer = new Completer(observer, readers, health, threads);
        this.queue = new LaneQueue(settings.limits);
        for (int number = 0; number < settings.lanes; number++) {
            lanes.add(new Lane(
                    number, store, signer, queue, observer, completer, settings.streamTimeout, health, threads));
        }
    }

    void start() {
        lanes.forEach(Lane::start);
    }

    /** What waits for the lanes now. */
    QueueState waiting() {
        return queue.state();
    }

    /** Ingests and waits; see {@link Sequencer#ingest}. */
    IngestReceipt ingest(IngestBatch batch) {
        admission.requireSize(batch);
        return ingest(batch, false);
    }

    /** The same for a batch of the sequencer itself. */
    IngestReceipt ingestOwn(IngestBatch batch) {
        return ingest(batch, true);
    }

    /** A stream that is found to have another history is asked about once more: that one may have been accepted elsewhere. */
    private IngestReceipt ingest(IngestBatch batch, boolean own) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(settings.answerTimeout);
        try {
            return answer(submit(batch, own), deadline);
        } catch (StreamStoppedException e) {
            signer.requireRunning(batch.stream());
            return answer(submit(batch, own), deadline);
        }
    }

    private IngestReceipt answer(CompletableFuture<IngestReceipt> receipt, long deadline) {
        try {
            return receipt.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted while waiting for the outcome; sending again is safe", e);
        } catch (TimeoutException e) {
            throw new OutcomeUnknownException(
                    "there was no answer within " + settings.answerTimeout + "; sending again is safe", e);
        } catch (ExecutionException e) {
            throw CallerFailures.thrownAgain(e);
        }
    }

    /** Ingests without waiting; see {@link Sequencer#ingestAsync}. */
    CompletableFuture<IngestReceipt> ingestAsync(IngestBatch batch) {
        return ingestAsync(batch, receipt -> receipt);
    }

    /** The same, where a receipt may be a failure: what {@code check} throws, the answer fails with. */
    CompletableFuture<IngestReceipt> ingestAsync(IngestBatch batch, UnaryOperator<IngestReceipt> check) {
        admission.requireSize(batch);
        try {
            return new AsyncAnswer(
                    submit(batch, false), check, this::runContinuation, settings.continuations::includesCurrentThread);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<IngestReceipt> submit(IngestBatch batch, boolean own) {
        requireOpen();
        signer.requireRunning(batch.stream());
        PendingBatch pending = admission.admit(batch, keyVersion.getAsInt(), own);
        if (pending.needsAppend()) {
            enqueue(pending);
        } else {
            completer.complete(pending, pending.receiptOf(List.of(), signer.current(pending.stream())));
        }
        return pending.receipt();
    }

    private void requireOpen() {
        if (closed) {
            throw new SequencerClosedException();
        }
        health.require();
    }

    private void enqueue(PendingBatch pending) {
        try {
            queue.put(pending, settings.queueTimeout);
        } catch (OverloadedException e) {
            observer.batchRefused(new BatchRefused(pending.stream(), pending.events(), settings.queueTimeout));
            throw e;
        } catch (SequencerClosedException e) {
            // A lane that broke down has closed its queue, too.
            health.require();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted before the batch was taken; nothing of it was stored", e);
        }
    }

    /** An executor that has no room, or no thread, must not keep a caller from the answer. */
    private void runContinuation(Runnable continuation) {
        try {
            settings.continuations.execute(continuation);
        } catch (RuntimeException | Error e) {
            continuation.run();
        }
    }

    /**
     * Refuses what comes from now on and finishes what was taken. When {@code timeout} has passed, whoever still waits is
     * answered with an exception. Not for the pipeline's own threads, which it waits for.
     */
    void close(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        refuse();
        for (Lane lane : lanes) {
            lane.awaitEnd(deadline - System.nanoTime());
        }
        completer.finish(deadline - System.nanoTime());
        queue.drain().forEach(PendingBatch::failClosed);
        lanes.forEach(Lane::abandon);
    }

    /** Refuses what comes from now on; the lanes end when they have finished what was taken. */
    void refuse() {
        closed = true;
        queue.close();
    }

    /**
     * How to ingest.
     *
     * @param lanes how many threads append
     * @param limits of their queue
     * @param queueTimeout how long a caller waits for a place in the queue
     * @param streamTimeout how long a batch waits for a stream that another process holds
     * @param answerTimeout how long a caller waits for an answer
     * @param continuations runs what is chained to the futures
     */
    record Settings(
            int lanes,
            LaneQueue.Limits limits,
            Duration queueTimeout,
            Duration streamTimeout,
            Duration answerTimeout,
            ContinuationPool continuations) {}
}
