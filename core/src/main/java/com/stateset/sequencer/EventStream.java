package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.aggregate.Aggregates;
import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.ExpectedVersion;
import com.stateset.sequencer.aggregate.JointDecider;
import com.stateset.sequencer.aggregate.JointDecision;
import com.stateset.sequencer.aggregate.QueryDecider;
import com.stateset.sequencer.aggregate.QueryDecision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.error.CommitmentRefusedException;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.Loaded;
import com.stateset.sequencer.replay.Snapshots;
import com.stateset.sequencer.replay.StreamReplay;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.subscription.FollowPolicy;
import com.stateset.sequencer.subscription.Following;
import com.stateset.sequencer.subscription.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A handle on one stream of a {@link Sequencer}. Thread-safe and light: holds nothing that would need closing.
 *
 * <p>Every method that reads throws {@link com.stateset.sequencer.error.StoreUnavailableException} if the store cannot be
 * reached, and {@link com.stateset.sequencer.error.SequencerClosedException} once the sequencer is closed.
 */
@CheckReturnValue
public final class EventStream {

    private final IngestPipeline pipeline;
    private final EventStore store;
    private final HistorySigner signer;
    private final Committer committer;
    private final HeadWaiters heads;
    private final Subscriptions subscriptions;
    private final Eraser eraser;
    private final Aggregates aggregates;
    private final StreamId id;

    EventStream(
            IngestPipeline pipeline,
            EventStore store,
            HistorySigner signer,
            Committer committer,
            HeadWaiters heads,
            Subscriptions subscriptions,
            Eraser eraser,
            StreamId id) {
        this.pipeline = pipeline;
        this.store = store;
        this.signer = signer;
        this.committer = committer;
        this.heads = heads;
        this.subscriptions = subscriptions;
        this.eraser = eraser;
        this.aggregates = Aggregates.of(store, id, pipeline::ingest);
        this.id = id;
    }

    /** Which stream this is. */
    public StreamId id() {
        return id;
    }

    /**
     * Appends events, all or nothing, as consecutive events in this order. Durable when it returns. Sending the same events again is
     * safe: those that are there already are found to be, and the others, if any, are appended all or not at all.
     *
     * @param events at least one, and no more than {@link SequencerBuilder#maxBatchEvents}
     * @return the receipt, which may be left alone: nothing in it is a rejection
     * @throws EventsRejectedException if any is rejected; then none was stored
     * @throws SequencerException what {@link Sequencer#ingest} throws
     */
    @CanIgnoreReturnValue
    public IngestReceipt append(List<NewEvent> events) {
        return tryAppend(events).orThrow();
    }

    /** The same. */
    @CanIgnoreReturnValue
    public IngestReceipt append(NewEvent... events) {
        return append(List.of(events));
    }

    /** The same without waiting: the future fails with what {@link #append} throws; see {@link Sequencer#ingestAsync}. */
    public CompletableFuture<IngestReceipt> appendAsync(List<NewEvent> events) {
        return pipeline.ingestAsync(atomic(events), IngestReceipt::orThrow);
    }

    /** As {@link #append}, but a rejection is for the caller to find in the receipt: then all that is new is rejected. */
    public IngestReceipt tryAppend(List<NewEvent> events) {
        return pipeline.ingest(atomic(events));
    }

    /** The same. */
    public IngestReceipt tryAppend(NewEvent... events) {
        return tryAppend(List.of(events));
    }

    /** The same without waiting. */
    public CompletableFuture<IngestReceipt> tryAppendAsync(List<NewEvent> events) {
        return pipeline.ingestAsync(atomic(events));
    }

    /** As {@link #append}, if no event behind a place of the stream matches a query: see {@link AppendCondition}. */
    @CanIgnoreReturnValue
    public IngestReceipt append(List<NewEvent> events, AppendCondition condition) {
        return pipeline.ingest(IngestBatch.of(id, events, new BatchRule.Atomic(condition)))
                .orThrow();
    }

    /** Appends events that have nothing to do with each other, in one transaction: each, or each command, is judged by itself. */
    public IngestReceipt ingest(List<NewEvent> events) {
        return pipeline.ingest(IngestBatch.of(id, events));
    }

    /** The same. */
    public IngestReceipt ingest(NewEvent... events) {
        return ingest(List.of(events));
    }

    /** The same without waiting. */
    public CompletableFuture<IngestReceipt> ingestAsync(List<NewEvent> events) {
        return pipeline.ingestAsync(IngestBatch.of(id, events));
    }

    /**
     * Appends events of one entity, all or nothing, if the entity is at a version: numbers their base versions itself.
     *
     * @param events at least one, all of {@code entity}, none with a base version of its own
     * @throws EventsRejectedException if any is rejected, as a {@linkplain EventsRejectedException#isConflict conflict} if the entity is
     *     at another version; then none was stored
     */
    @CanIgnoreReturnValue
    public IngestReceipt append(EntityRef entity, ExpectedVersion expected, NewEvent... events) {
        return aggregates.append(entity, expected, List.of(events));
    }

    /** Loads the state of an entity, and the version that it is of: all its events, folded. */
    public <S> Loaded<S> load(EntityRef entity, Fold<S> fold) {
        return aggregates.load(entity, fold);
    }

    /** The same, beginning with the latest snapshot instead of the first event, and leaving snapshots for the next time. */
    public <S> Loaded<S> load(EntityRef entity, Fold<S> fold, Snapshots<S> snapshots) {
        return aggregates.load(entity, fold, snapshots);
    }

    /**
     * Loads an entity, has a command decided on its state, and appends what comes of that, all or nothing, at the version loaded. If
     * another writer came first, all of it is done again, as {@code retry} says. Durable when it returns; a decision for no events
     * appends nothing.
     *
     * @throws EventsRejectedException if any event is rejected, also a conflict after the last attempt; then none was stored
     * @throws SequencerException what {@link Sequencer#ingest} throws. Where that leaves the outcome open, a named command can be decided again
     */
    @CanIgnoreReturnValue
    public <C, E, S> Decision<E, S> decide(EntityRef entity, Decider<C, E, S> decider, C command, Retry retry) {
        return aggregates.decide(entity, decider, command, retry, null);
    }

    /**
     * The same for a command that has a name, and is decided once: if it was decided before, in whichever process, nothing is appended,
     * and that decision is returned. Only a decision for no events leaves no trace.
     */
    @CanIgnoreReturnValue
    public <C, E, S> Decision<E, S> decide(
            EntityRef entity, Decider<C, E, S> decider, C command, Retry retry, UUID commandId) {
        return aggregates.decide(entity, decider, command, retry, Objects.requireNonNull(commandId, "commandId"));
    }

    /**
     * Decides on several entities of the stream together. The decision holds only if every one of them is still at the version loaded
     * when its events are appended, also those that get none; else it is made anew.
     *
     * @param entities at least one, in the order in which the decider gets their states
     */
    @CanIgnoreReturnValue
    public <C, E, S> JointDecision<E, S> decide(
            Set<EntityRef> entities, JointDecider<C, E, S> decider, C command, Retry retry) {
        return aggregates.decide(entities, decider, command, retry, null);
    }

    /** The same for a command that has a name. */
    @CanIgnoreReturnValue
    public <C, E, S> JointDecision<E, S> decide(
            Set<EntityRef> entities, JointDecider<C, E, S> decider, C command, Retry retry, UUID commandId) {
        return aggregates.decide(entities, decider, command, retry, Objects.requireNonNull(commandId, "commandId"));
    }

    /** Decides on the events that match the decider's query, and appends what comes of it if no other has come that matches. */
    @CanIgnoreReturnValue
    public <C, E, S> QueryDecision<E, S> decide(QueryDecider<C, E, S> decider, C command, Retry retry) {
        return aggregates.decide(decider, command, retry, null);
    }

    /** The same for a command that has a name. */
    @CanIgnoreReturnValue
    public <C, E, S> QueryDecision<E, S> decide(QueryDecider<C, E, S> decider, C command, Retry retry, UUID commandId) {
        return aggregates.decide(decider, command, retry, Objects.requireNonNull(commandId, "commandId"));
    }

    private IngestBatch atomic(List<NewEvent> events) {
        return IngestBatch.of(id, events, BatchRule.ATOMIC);
    }

    /** Returns the stream's history as a tree: its signed head, and proofs under it. */
    public HistoryTree history() {
        return new HistoryTree(signer, id);
    }

    /** Returns the last sequence number; 0 while the stream is empty. */
    public long head() {
        return store.head(id);
    }

    /** Reads one page; {@link EventPage#next} tells how to read on. */
    public EventPage read(ReadOptions options) {
        return store.read(id, options);
    }

    /** Reads all that the options name, page by page as the result is consumed, up to the end met on the way. */
    public Stream<SequencedEvent> readAll(ReadOptions options) {
        return Stream.iterate(
                        Optional.of(read(options)),
                        Optional::isPresent,
                        page -> page.flatMap(EventPage::next).map(this::read))
                .flatMap(page -> page.orElseThrow().events().stream());
    }

    /**
     * Publishes the stream from a sequence number on (0 means 1; one past the head waits for it): first what is there, then what is
     * appended, by whichever process, each event exactly once and in order. See {@link Subscriptions} for when subscriptions end.
     */
    public Publisher<SequencedEvent> subscribe(long from) {
        return subscriptions.stream(id, from);
    }

    /**
     * Calls {@code handler} with each event from a sequence number on, in order, once: {@link #subscribe} for those who want no
     * more than that. The handler is never called by two threads at once, and may block: then its events wait in the store. If it
     * throws, it is called no more, and {@link Following#completion} tells.
     *
     * @param from the first sequence number; 0 means 1; one past the head waits for it
     * @return what ends it, and tells of its end
     */
    @CanIgnoreReturnValue
    public Following follow(long from, Consumer<? super SequencedEvent> handler) {
        return follow(from, handler, FollowPolicy.stop());
    }

    /** The same, with another policy for a handler that throws: to try again after a pause, or to go on with the next event. */
    @CanIgnoreReturnValue
    public Following follow(long from, Consumer<? super SequencedEvent> handler, FollowPolicy policy) {
        return subscriptions.follow(id, from, handler, policy);
    }

    /** Returns what folds the stream's history into values. */
    public StreamReplay replay() {
        return StreamReplay.of(store, id);
    }

    /** Folds the events up to {@code sequenceNumber}. */
    public <S> S stateAt(long sequenceNumber, Fold<S> fold) {
        return replay().stateAt(sequenceNumber, fold);
    }

    /** Finds an event by its id. */
    public Optional<SequencedEvent> find(UUID eventId) {
        return store.find(id, eventId);
    }

    /** Reads the first events of an entity's history: at most {@link ReadOptions#DEFAULT_LIMIT}. */
    public EntityHistory entityHistory(EntityRef entity) {
        return entityHistory(entity, 0, ReadOptions.DEFAULT_LIMIT);
    }

    /** Reads a page of an entity's history: 1 to {@link ReadOptions#MAX_LIMIT} events, without the first {@code offset}. */
    public EntityHistory entityHistory(EntityRef entity, long offset, int limit) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
        ReadOptions.requireLimit(limit);
        return store.entityHistory(id, entity, offset, limit);
    }

    /**
     * Erases the payloads of an entity for good, those of all its events so far. The events stay, and read as {@linkplain
     * com.stateset.sequencer.event.Payload.Erased erased}; their hashes, leaves, proofs and signatures hold as before. That it was done,
     * when, by whom and why becomes an event of the stream, in the same step. When this returns, no read or subscription of this process
     * gives a payload of these events, and the stream's snapshots are gone; other processes give none from the stores, and subscriptions
     * there until they have come to the record. What it does not reach is in {@code docs/security.md}. Erasing again is safe: if nothing
     * has come since, the record that is there is returned.
     *
     * @param entity not one of the sequencer's own, and not of an audit log
     * @param by who has it done, in 1 to 256 code points, for all readers of the stream to see
     * @param reason why, in 1 to 1,024 code points, for all readers of the stream to see
     * @return the record; empty if the entity has no events
     * @throws com.stateset.sequencer.error.OutcomeUnknownException as in {@link Sequencer#ingest}; erasing again is safe
     */
    @CanIgnoreReturnValue
    public Optional<RecordedErasure> erase(EntityRef entity, String by, String reason) {
        return eraser.erase(id, new Erasure(entity, by, reason));
    }

    /**
     * Commits to all events that are not committed to yet, at most {@link Commitment#MAX_LEAVES}: durable when it returns.
     * Appends go on meanwhile.
     *
     * @throws CommitmentRefusedException if nothing is new
     * @throws SequencerException what {@link #commit(long, long)} throws
     */
    @CanIgnoreReturnValue
    public Commitment commit() {
        return committer
                .commit(id)
                .orElseThrow(() -> new CommitmentRefusedException(
                        "nothing is new in the stream " + id + " since its last commitment"));
    }

    /**
     * Commits to a range, which must be the next of the chain, or returns the commitment that is of this very range already.
     *
     * @throws CommitmentRefusedException if the range is empty or too large, leaves a gap, overlaps, or goes past the head
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream is stopped; nothing is published
     * @throws com.stateset.sequencer.error.EventAlteredException if an event of the range is not as it was sequenced; nothing is
     *     published
     */
    @CanIgnoreReturnValue
    public Commitment commit(long sequenceStart, long sequenceEnd) {
        return committer.commit(id, sequenceStart, sequenceEnd);
    }

    /** Returns the last commitment of the chain, if there is one. */
    public Optional<Commitment> latestCommitment() {
        return store.commitments().last(id).map(StoredCommitment::complete);
    }

    /** Reads commitments that start before a sequence number, 1 to {@link ReadOptions#MAX_LIMIT} of them, the newest first. */
    public List<Commitment> commitments(long before, int limit) {
        ReadOptions.requireLimit(limit);
        return store.commitments().newestFirst(id, before, limit).stream()
                .map(StoredCommitment::complete)
                .toList();
    }

    /** Proves that an event stands at its place; a {@link NotCommittedException} if it is not there, or no commitment covers it yet. */
    public EventProof prove(long sequenceNumber) {
        return new Prover(store).prove(id, sequenceNumber);
    }

    /** Waits until the event with this number is readable, whichever process appends it; false if {@code timeout} passed before. */
    public boolean awaitReadable(long sequenceNumber, Duration timeout) throws InterruptedException {
        return heads.await(id, sequenceNumber, timeout);
    }

    @Override
    public String toString() {
        return "stream " + id;
    }
}
