package com.stateset.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.BatchRefused;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.spi.Appended;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.SnapshotStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.subscription.Feed;
import com.stateset.sequencer.subscription.Subscriptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An event log: takes events, gives each a gap-free number in its stream, stores it exactly once, and reads it back.
 *
 * <pre>{@code
 * try (Sequencer sequencer = Sequencer.builder().store(SqliteEventStore.open(Path.of("events.db"))).build()) {
 *     EventStream orders = sequencer.stream(tenantId, storeId);
 *     IngestReceipt receipt = orders.append(events).orThrow();
 * }
 * }</pre>
 *
 * <p>Thread-safe. An answer means that what it calls accepted is durable. A sequencer owns its store and closes it.
 */
@CheckReturnValue
public final class Sequencer implements AutoCloseable {

    private final EventStore store;
    private final SequencerKeys keys;
    private final Committer committer;
    private final CommitmentWorker commitmentWorker;
    private final Admission admission;
    private final Duration queuePatience;
    private final SequencerObserver observer;
    private final HeadWatch heads;
    private final Subscriptions subscriptions;
    private final List<SequencerPlugin.Started> plugins;
    private final List<Lane> lanes;
    private final ExecutorService completer;

    /** Runs what callers chain to their answers: it may block, and must not keep others from theirs. */
    private final ExecutorService continuations;

    Sequencer(SequencerBuilder config, EventStore store) {
        this.store = store;
        this.keys = config.sequencerKeys(store);
        this.admission = new Admission(
                config.maxBatchEvents(), config.maxPayloadBytes(), store.agentKeys(), config.signatureVerifier());
        this.committer = new Committer(store, keys);
        this.commitmentWorker = new CommitmentWorker(store, committer, config.commitments());
        this.queuePatience = config.queuePatience();
        this.observer = new GuardedObserver(config.observer());
        this.heads = new HeadWatch(store::head);
        this.subscriptions = Subscriptions.over(store);
        this.completer = Executors.newSingleThreadExecutor(task -> daemon(task, "sequencer-completer"));
        this.continuations = continuations();
        this.lanes = new ArrayList<>();
        for (int number = 0; number < config.laneCount(store); number++) {
            lanes.add(new Lane(
                    number,
                    store,
                    new LaneQueue(config.queueLimits()),
                    observer,
                    this::tellReaders,
                    completer,
                    config.streamPatience()));
        }
        this.plugins = started(config);
        startThreads();
    }

    /** Starts a sequencer's configuration. */
    public static SequencerBuilder builder() {
        return new SequencerBuilder();
    }

    /** Returns a handle on a stream: light, without I/O. The stream comes into being with its first event. */
    public EventStream stream(UUID tenantId, UUID storeId) {
        return stream(new StreamId(tenantId, storeId));
    }

    /** Returns a handle on a stream: light, without I/O. The stream comes into being with its first event. */
    public EventStream stream(StreamId stream) {
        return new EventStream(this, store, committer, heads, subscriptions, stream);
    }

    /** Publishes a stream; see {@link EventStream#subscribe}. */
    public Publisher<SequencedEvent> subscribe(StreamId stream, long from) {
        return subscriptions.stream(stream, from);
    }

    /** Returns a feed of all streams. */
    public Feed feed() {
        return subscriptions.feed();
    }

    /** Returns a feed of all streams of a tenant. */
    public Feed feed(UUID tenantId) {
        return subscriptions.feed(tenantId);
    }

    /** Folds events of a stream into a value; see {@link com.stateset.sequencer.replay.StreamReplay#fold}. */
    public <S> S replay(StreamId stream, long from, long to, Fold<S> fold) {
        return stream(stream).replay().fold(from, to, fold);
    }

    /** Where folds of long histories may leave snapshots, in the store itself; see {@code Snapshots}. */
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    /** The registry of the agents' public keys. */
    public AgentKeys agentKeys() {
        return new AgentKeys(store.agentKeys());
    }

    /** Who sequences: the id and keys of this sequencer, and the receipts it gives. */
    public SequencerIdentity identity() {
        return new SequencerIdentity(keys, store.identity());
    }

    /** Finds a commitment of any stream by its id. */
    public Optional<Commitment> commitment(UUID batchId) {
        return store.commitments().find(batchId).map(StoredCommitment::complete);
    }

    /**
     * Ingests a batch and waits for its receipt. Durable when it returns.
     *
     * @throws IllegalArgumentException if the batch holds too many events
     * @throws OverloadedException if the queue stayed full for as long as callers may wait; nothing was stored
     * @throws com.stateset.sequencer.error.SequencerClosedException if the sequencer is closed; nothing was stored
     * @throws com.stateset.sequencer.error.StreamBusyException if another writer held the stream all the time; nothing was
     *     stored
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store could not be reached; the events may have
     *     been stored, and sending them again is safe
     * @throws com.stateset.sequencer.error.StoreFailedException if the store refuses the batch; nothing was stored
     * @throws OutcomeUnknownException if the thread was interrupted; its interrupt status is set again. The events may have
     *     been stored, or may yet be, and sending them again is safe
     */
    public IngestReceipt ingest(IngestBatch batch) {
        try {
            return submit(batch).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted while waiting for the outcome; sending again is safe", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Ingests a batch without waiting for its outcome. Checks the events on the calling thread, and waits for a place in the
     * queue as {@link #ingest} does. What is chained to the future may take its time, and may call the sequencer. The future completes when the outcome is durable, or with what {@code ingest} throws;
     * cancelling it does not take the events back.
     */
    public CompletableFuture<IngestReceipt> ingestAsync(IngestBatch batch) {
        try {
            return submit(batch).whenCompleteAsync((answer, failure) -> {}, continuations);
        } catch (SequencerException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<IngestReceipt> submit(IngestBatch batch) {
        long start = System.nanoTime();
        AdmittedBatch admitted = admission.admit(batch, keys.currentVersion());
        CompletableFuture<IngestReceipt> receipt =
                admitted.needsAppend() ? enqueue(admitted) : refusedAltogether(admitted);
        return receipt.whenComplete((answer, failure) -> {
            if (answer != null) {
                observer.batchIngested(observed(answer, Duration.ofNanos(System.nanoTime() - start)));
            }
        });
    }

    /**
     * Refuses what comes from now on, finishes what was taken, and closes the store. Waits until that is done; closing again
     * does nothing.
     */
    @Override
    public void close() {
        boolean interrupted = false;
        for (Lane lane : lanes) {
            interrupted |= drain(lane);
        }
        interrupted |= finish(completer);
        // Whoever is told of an answer may be closing the sequencer: nobody waits for what they do.
        continuations.shutdown();
        plugins.forEach(SequencerPlugin.Started::close);
        subscriptions.close();
        commitmentWorker.close();
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startThreads() {
        try {
            lanes.forEach(Lane::start);
            commitmentWorker.start();
        } catch (RuntimeException | Error e) {
            plugins.forEach(SequencerPlugin.Started::close);
            subscriptions.close();
            throw e;
        }
    }

    private List<SequencerPlugin.Started> started(SequencerBuilder config) {
        try {
            return config.startPlugins(store, subscriptions);
        } catch (RuntimeException e) {
            subscriptions.close();
            throw e;
        }
    }

    private void tellReaders(StreamId stream, Appended appended) {
        heads.reached(stream, appended.head());
        subscriptions.appended(stream, appended.stored(), appended.head());
    }

    private CompletableFuture<IngestReceipt> enqueue(AdmittedBatch admitted) {
        PendingBatch pending = new PendingBatch(admitted);
        try {
            laneOf(pending.stream()).queue().put(pending, queuePatience);
        } catch (OverloadedException e) {
            observer.batchRefused(new BatchRefused(pending.stream(), pending.events(), queuePatience));
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted before the batch was taken; nothing of it was stored", e);
        }
        return pending.receipt();
    }

    private CompletableFuture<IngestReceipt> refusedAltogether(AdmittedBatch admitted) {
        return CompletableFuture.completedFuture(admitted.receipt(List.of(), store.head(admitted.stream())));
    }

    private Lane laneOf(StreamId stream) {
        int hash = stream.hashCode();
        return lanes.get(Math.floorMod(hash ^ (hash >>> 16), lanes.size()));
    }

    private static BatchIngested observed(IngestReceipt answer, Duration duration) {
        return new BatchIngested(
                answer.stream(),
                answer.accepted(),
                answer.duplicates(),
                answer.outcomes().size() - answer.accepted() - answer.duplicates(),
                duration);
    }

    private static boolean drain(Lane lane) {
        boolean interrupted = false;
        while (true) {
            try {
                lane.drain();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** As many threads as needed; once it is shut down, whoever completes a future runs what is chained to it. */
    private static ExecutorService continuations() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon(task, "sequencer-continuation"),
                (task, pool) -> task.run());
    }

    /** Waits until every answer is given. */
    private static boolean finish(ExecutorService executor) {
        executor.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
                    return interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
