package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.anchor.AnchorHost;
import com.stateset.sequencer.anchor.AnchorStore;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.device.DeviceHost;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HeadsLogWorker;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.sealing.SealedEventStore;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.spi.schema.PayloadSchemaHost;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.subscription.Feed;
import com.stateset.sequencer.subscription.Subscriptions;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.worker.CloseSequence;
import com.stateset.sequencer.worker.ContinuationPool;
import com.stateset.sequencer.worker.PeriodicTask;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.SharedClose;
import com.stateset.sequencer.worker.WorkerHealth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * An event log: takes events, gives each a gap-free number in its stream, stores it exactly once, and reads it back.
 *
 * <pre>{@code
 * try (Sequencer sequencer = Sequencer.builder().store(SqliteEventStore.open(Path.of("events.db"))).build()) {
 *     EventStream orders = sequencer.stream(tenantId, storeId);
 *     IngestReceipt receipt = orders.append(events);
 * }
 * }</pre>
 *
 * <p>Thread-safe. An answer means that what it calls accepted is durable. A sequencer owns its store and closes it; afterwards
 * every call says {@link com.stateset.sequencer.error.SequencerClosedException}.
 */
@CheckReturnValue
public final class Sequencer implements AutoCloseable {

    /** What a part gets beyond the time it needs by its own account. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    /** How long a checkpoint that was signed may be unknown to other processes. */
    private static final Duration KEEP_WITHIN = Duration.ofMillis(900);

    private final OwnedStore store;
    private final SequencerKeys keys;
    private final WorkerHealth health = new WorkerHealth();
    private final SequencerThreads threads = new SequencerThreads();
    private final IngestPipeline pipeline;
    private final HistorySigner signer;
    private final HeadsLog headsLog;
    private final HeadsLogWorker headsLogWorker;
    private final PeriodicTask headsLogTask;
    private final PeriodicTask keeper;
    private final Committer committer;
    private final CommitmentWorker commitmentWorker;
    private final HeadWaiters heads;
    private final Subscriptions subscriptions;
    private final Eraser eraser;
    private final List<SequencerPlugin.Started> plugins;
    private final ContinuationPool continuations;
    private final Duration closeTimeout;
    private final SharedClose closing = new SharedClose(this::parts);

    Sequencer(SequencerBuilder config, SealedEventStore owned) {
        this.store = new OwnedStore(owned);
        this.keys = config.sequencerKeys(store);
        this.closeTimeout = config.closeTimeout();
        this.heads = new HeadWaiters(store::head);
        this.signer = config.historySigner(store, keys);
        this.headsLog = new HeadsLog(signer);
        this.headsLogWorker = new HeadsLogWorker(headsLog, signer, config.headsLogInterval());
        this.headsLogTask =
                new PeriodicTask("heads-log", config.headsLogInterval(), headsLogWorker::round, health, threads);
        this.keeper = new PeriodicTask("checkpoints", KEEP_WITHIN, signer::keepAll, health, threads);
        SequencerObserver observer = new GuardedObserver(config.observer());
        this.committer = new Committer(store, signer, keys, observer);
        this.commitmentWorker = new CommitmentWorker(store, committer, config.commitments(), observer, health, threads);
        this.subscriptions = Subscriptions.over(store, observer);
        this.continuations = new ContinuationPool(config.continuations());
        this.pipeline = new IngestPipeline(
                config.admission(store, owned::seal),
                store,
                signer,
                keys::currentVersion,
                config.ingest(store, continuations),
                observer,
                this::tellReaders,
                health,
                threads);
        this.eraser = new Eraser(pipeline, store, owned.unopened(), subscriptions, keys.sequencerId());
        this.plugins = started(config, new SequencerParts(owned, subscriptions, observer, pipeline::waiting));
        startThreads();
    }

    /** Starts a sequencer's configuration. */
    public static SequencerBuilder builder() {
        return new SequencerBuilder();
    }

    /**
     * Checks an event for all that any log would reject it for, whatever it holds: its form, its payload and the hashes that came with it
     * (PROTOCOL sections 2, 3 and 7). For one who keeps events until they are sent. Not looked at are signatures, which need the agent's key,
     * schemas, and how large a payload a log takes. No I/O.
     *
     * @throws IllegalArgumentException if it would be rejected: the message is the rejection's
     */
    public static void requireValid(StreamId stream, NewEvent event) {
        Admission.requireValid(stream, event);
    }

    /** Returns a handle on a stream: light, without I/O. The stream comes into being with its first event. */
    public EventStream stream(UUID tenantId, UUID storeId) {
        return stream(new StreamId(tenantId, storeId));
    }

    /** Returns a handle on a stream: light, without I/O. The stream comes into being with its first event. */
    public EventStream stream(StreamId stream) {
        return new EventStream(pipeline, store, signer, committer, heads, subscriptions, eraser, stream);
    }

    /**
     * Returns the streams that have events, and how far they have come, in the order of {@link StreamId}.
     *
     * @param after only those behind this one; null for all
     * @param limit the most to return, 1 or more
     */
    public List<StreamHead> streams(@Nullable StreamId after, int limit) {
        return store.heads(after, limit);
    }

    /** Publishes a stream; see {@link EventStream#subscribe}. */
    public Publisher<SequencedEvent> subscribe(StreamId stream, long from) {
        return subscriptions.stream(stream, from);
    }

    /** Returns a feed of all streams. */
    public Feed feed() {
        store.requireOpen();
        return subscriptions.feed();
    }

    /** Returns a feed of all streams of a tenant. */
    public Feed feed(UUID tenantId) {
        store.requireOpen();
        return subscriptions.feed(tenantId);
    }

    /**
     * A revision for those who keep events: if it has risen, events that were read before may hold payloads that have been {@linkplain
     * EventStream#erase erased} since, and are to be read anew. Not a count: one erasure may raise it more than once. Those by this process
     * raise it at once, those by others when a subscription passes their record: who keeps events without subscribing asks the store again.
     */
    public long erasures() {
        return subscriptions.erasures();
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
        store.requireOpen();
        return new AgentKeys(store);
    }

    /** The keys that a server lets callers in by. The sequencer itself asks its callers for none. */
    public ApiKeyStore apiKeys() {
        store.requireOpen();
        return store.apiKeys();
    }

    /** What does deeds and writes them down, as a server does with its callers'. Other methods here do not by themselves. */
    public AuditLog auditLog() {
        return AuditLog.of(pipeline::ingestOwn, keys.sequencerId());
    }

    /** Who sequences: the id and keys of this sequencer, and the receipts it gives. */
    public SequencerIdentity identity() {
        return new SequencerIdentity(keys, store, signer);
    }

    /** The log of the heads of all streams, which witnesses follow. */
    public HeadsLog headsLog() {
        store.requireOpen();
        return headsLog;
    }

    /**
     * Takes the history of a stream that is stored now as its history from now on, whatever was signed before: for an administrator who has
     * restored a backup on purpose. If the sequencer has a key, that is done in public: a signed entry of kind {@code BREAK} in the
     * {@linkplain #headsLog heads log} says so for good, and agents and monitors that have seen another history go on refusing this one. An
     * empty stream that has had events is not accepted then: there is no entry that could say so. A heads log that is stopped goes on with
     * what is stored of it, and a stopped stream takes events again: here at once, in other processes of the store within about a second of
     * their being asked, since they find the signed entry. Without a key there is none, and each process has to be told. Durable when it
     * returns.
     *
     * @return the accepted head
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stored tree is damaged, so that it leads to no root, or
     *     the stream is empty and has had events
     * @throws com.stateset.sequencer.error.HeadsLogStoppedException if the stored heads log is not one that was signed
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store cannot be reached; try again
     */
    @CanIgnoreReturnValue
    public TreeHead acceptHistory(StreamId stream) {
        store.requireOpen();
        return headsLog.accept(stream);
    }

    /** Finds a commitment of any stream by its id. */
    public Optional<Commitment> commitment(UUID batchId) {
        return store.commitments().find(batchId).map(StoredCommitment::complete);
    }

    /** The commitments as they are stored: an older writer may have left out state roots, which {@link #commitment} refuses. */
    public CommitmentStore commitments() {
        store.requireOpen();
        return store.commitments();
    }

    /** Which commitments a program of its own has anchored on a chain of blocks; empty if the store keeps no anchors. */
    public Optional<AnchorStore> anchors() {
        store.requireOpen();
        return store.as(AnchorHost.class).map(AnchorHost::anchors);
    }

    /** The directory of the agents' encryption keys; empty if the store keeps none. */
    public Optional<EncryptionKeys> encryptionKeys() {
        store.requireOpen();
        return EncryptionKeys.of(store);
    }

    /** Which installations of agents have shown themselves; empty if the store keeps none. */
    public Optional<DeviceStore> devices() {
        store.requireOpen();
        return store.as(DeviceHost.class).map(DeviceHost::devices);
    }

    /** The schemas that are kept of payloads; empty if the store keeps none. */
    public Optional<PayloadSchemaStore> payloadSchemas() {
        store.requireOpen();
        return store.as(PayloadSchemaHost.class).map(PayloadSchemaHost::payloadSchemas);
    }

    /**
     * Returns if the sequencer works: it is open, none of its threads has broken down, its store can be reached, no history that it knows
     * has been found changed, and its plug-ins do their work. Plug-ins are asked last, in the order in which they were added; the first
     * that is not well says so by {@link SequencerPlugin.Started#ping what it throws}.
     *
     * @throws com.stateset.sequencer.error.SequencerClosedException if it is closed
     * @throws com.stateset.sequencer.error.SequencerFailedException if it has broken down, with the cause; it takes nothing more
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store cannot be reached just now
     * @throws com.stateset.sequencer.error.StreamStoppedException if a stream is stopped; all others work
     * @throws com.stateset.sequencer.error.HeadsLogStoppedException if the heads log is stopped; all streams work
     */
    public void ping() {
        store.requireOpen();
        health.require();
        store.ping();
        signer.requireNoneStopped();
        headsLog.requireRunning();
        plugins.forEach(SequencerPlugin.Started::ping);
    }

    /**
     * Ingests a batch and waits for its receipt. Durable when it returns. What the rejection of one event means for the others is the
     * batch's {@linkplain com.stateset.sequencer.event.BatchRule rule}.
     *
     * @throws IllegalArgumentException if the batch holds too many events
     * @throws com.stateset.sequencer.error.OverloadedException if the queue stayed full for as long as callers may wait; nothing was stored
     * @throws com.stateset.sequencer.error.SequencerClosedException if the sequencer is closed; nothing was stored
     * @throws com.stateset.sequencer.error.SequencerFailedException if the sequencer has broken down; nothing was stored
     * @throws com.stateset.sequencer.error.StreamBusyException if another writer held the stream all the time; nothing was stored
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store could not be reached; the events may have
     *     been stored, and sending them again is safe
     * @throws com.stateset.sequencer.error.StoreFailedException if the store refuses the batch; nothing was stored
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stored history of the stream is not the one that was
     *     signed or seen before; nothing was stored, and nothing will be until {@link #acceptHistory}
     * @throws com.stateset.sequencer.error.OutcomeUnknownException if the thread was interrupted (its interrupt status is set
     *     again), if there was no answer in time, or if the sequencer was closed or broke down meanwhile. The events may have
     *     been stored, or may yet be, and sending them again is safe
     */
    public IngestReceipt ingest(IngestBatch batch) {
        return pipeline.ingest(batch);
    }

    /**
     * Ingests a batch without waiting for its outcome. Checks the events before it returns, and waits for a place in the queue as
     * {@link #ingest} does. The future completes when the outcome is durable, or with what {@code ingest} throws; cancelling it does not
     * take the events back. What is chained to it runs on the threads of {@link SequencerBuilder#continuations}: it may take its time, and
     * may call the sequencer.
     *
     * @throws NullPointerException if {@code batch} is null
     * @throws IllegalArgumentException if the batch holds too many events; all other failures are the future's
     */
    public CompletableFuture<IngestReceipt> ingestAsync(IngestBatch batch) {
        return pipeline.ingestAsync(batch);
    }

    /**
     * Refuses what comes from now on, finishes what was taken, and closes the store. Waits until that is done; closing again waits for the
     * same. What is not done within {@link SequencerBuilder#closeTimeout} is given up: callers who still wait get an exception, and the
     * store is closed all the same. Called by an observer, on one of the sequencer's own threads, it returns at once, and closing goes on.
     *
     * @throws com.stateset.sequencer.error.SequencerException if a part could not be closed; all others are
     */
    @Override
    public void close() {
        closing.begin();
        if (!threads.includeCurrent()) {
            try {
                closing.await();
            } catch (ExecutionException e) {
                throw CallerFailures.ofClosing(e);
            }
        }
    }

    private CloseSequence parts() {
        CloseSequence parts = new CloseSequence(closeTimeout, CLOSE_GRACE)
                .then("pipeline", () -> pipeline.close(closeTimeout))
                .then("continuations", continuations::close);
        for (int i = 0; i < plugins.size(); i++) {
            parts.then("plugin-" + i, plugins.get(i)::close);
        }
        return parts.then("subscriptions", subscriptions::close)
                .then("commitments", () -> commitmentWorker.close(closeTimeout))
                .then("heads-log", this::closeHeadsLog)
                .then("checkpoints", this::closeKeeper)
                .then("store", store::close);
    }

    private void closeHeadsLog() throws InterruptedException {
        long start = System.nanoTime();
        headsLogWorker.stop();
        headsLogTask.close(closeTimeout);
        // Within half of the grace, so that what was looked at is signed before this part's time is over.
        long time = CloseSequence.nanos(closeTimeout, CLOSE_GRACE.dividedBy(2));
        headsLogWorker.release(Duration.ofNanos(time - (System.nanoTime() - start)));
    }

    private void closeKeeper() throws InterruptedException {
        keeper.close(closeTimeout);
        signer.keepAll();
    }

    private void startThreads() {
        try {
            pipeline.start();
            commitmentWorker.start();
            if (signer.signs()) {
                keeper.start();
            }
            if (headsLogWorker.isOn()) {
                headsLogTask.start();
            }
        } catch (RuntimeException | Error e) {
            keeper.stop();
            pipeline.refuse();
            continuations.close();
            plugins.forEach(SequencerPlugin.Started::close);
            subscriptions.close();
            throw e;
        }
    }

    private List<SequencerPlugin.Started> started(SequencerBuilder config, SequencerParts parts) {
        try {
            return config.startPlugins(parts);
        } catch (RuntimeException | Error e) {
            subscriptions.close();
            throw e;
        }
    }

    private void tellReaders(StreamId stream, AppendResult appended) {
        heads.reached(stream, appended.head());
        subscriptions.appended(stream, appended.stored(), appended.head());
    }
}
