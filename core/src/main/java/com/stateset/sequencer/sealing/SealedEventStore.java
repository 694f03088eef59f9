package com.stateset.sequencer.sealing;

import com.stateset.sequencer.error.StaleSealException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.HeadWatch;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store whose payloads are sealed at rest and clear to those who use it. Thread-safe. Remembers data keys, and no payloads.
 *
 * <p>What is appended is sealed here, unless {@link #seal} has done so before, on another thread. What was sealed with keys that an
 * erasure may have destroyed since is sealed anew, and appended again.
 */
public final class SealedEventStore implements EventStore {

    /** Each time, another entity of the stream was erased meanwhile. */
    private static final int MOST_SEALS = 20;

    private final EventStore store;
    private final PayloadEncryption encryption;
    private final SealedPayloads payloads;

    SealedEventStore(EventStore store, PayloadEncryption encryption) {
        this.store = store;
        this.encryption = encryption;
        this.payloads = new SealedPayloads(store, encryption);
    }

    /**
     * Seals a batch ahead of {@link #append}, where no lane waits for it.
     *
     * @throws StoreFailedException if payloads must be sealed, and the tenant has no key
     */
    public AppendBatch seal(AppendBatch batch) {
        return payloads.seal(batch);
    }

    /** The store itself, whose payloads are as they are stored. */
    public EventStore unopened() {
        return store;
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        requireAloneIfErasing(group);
        List<AppendBatch> sealed = group.stream().map(this::sealed).toList();
        for (int seals = 1; ; seals++) {
            try {
                List<AppendResult> results = store.append(sealed);
                noteStoredKeys(sealed, results);
                return results;
            } catch (StaleSealException e) {
                if (seals == MOST_SEALS) {
                    throw new StreamBusyException(Set.of(e.stream()), e);
                }
                payloads.learnErasures(e.stream());
                sealed = sealed.stream()
                        .map(batch -> batch.stream().equals(e.stream()) ? payloads.seal(batch) : batch)
                        .toList();
            }
        }
    }

    /** An answer that breaks the store's contract is for the caller to judge. */
    private void noteStoredKeys(List<AppendBatch> sealed, @Nullable List<AppendResult> results) {
        for (int i = 0; i < sealed.size(); i++) {
            BatchSeal seal = sealed.get(i).seal();
            if (seal != null && !seal.newKeys().isEmpty() && results != null && i < results.size()) {
                payloads.stored(sealed.get(i), results.get(i));
            }
        }
    }

    private AppendBatch sealed(AppendBatch batch) {
        return batch.seal() == null
                        && batch.events().stream().anyMatch(event -> event.stored() instanceof Payload.Content)
                ? payloads.seal(batch)
                : batch;
    }

    /** What follows on it in its group would be sealed with keys that it destroys. A sequencer's lanes see to it. */
    private void requireAloneIfErasing(List<AppendBatch> group) {
        if (group.size() > 1
                && encryption.mode() != PayloadEncryption.Mode.DISABLED
                && group.stream().anyMatch(AppendBatch::erases)) {
            throw new StoreFailedException("an erasure is appended by itself; nothing was stored", null);
        }
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        EventPage page = store.read(stream, options);
        return new EventPage(payloads.open(page.events()), page.head(), page.next());
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return store.find(stream, eventId)
                .map(found -> payloads.open(List.of(found)).get(0));
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        EntityHistory history = store.entityHistory(stream, entity, offset, limit);
        return new EntityHistory(
                history.entity(), history.version(), history.offset(), payloads.open(history.events()));
    }

    @Override
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return store.replacePayloads(stream, replacements, newKeys);
    }

    @Override
    public DataKeyStore dataKeys() {
        return store.dataKeys();
    }

    @Override
    public SnapshotStore snapshots() {
        return new SealedSnapshots(store.snapshots(), encryption);
    }

    @Override
    public <T> Optional<T> as(Class<T> type) {
        return store.as(type);
    }

    @Override
    public long head(StreamId stream) {
        return store.head(stream);
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return store.streams(after, limit);
    }

    @Override
    public List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return store.heads(after, limit);
    }

    @Override
    public HeadWatch watchHeads(HeadListener listener) {
        return store.watchHeads(listener);
    }

    @Override
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return store.contradiction(stream, from, to);
    }

    @Override
    public AgentKeyStore agentKeys() {
        return store.agentKeys();
    }

    @Override
    public ApiKeyStore apiKeys() {
        return store.apiKeys();
    }

    @Override
    public CommitmentStore commitments() {
        return store.commitments();
    }

    @Override
    public HistoryStore history() {
        return store.history();
    }

    @Override
    public IdentityStore identity() {
        return store.identity();
    }

    @Override
    public LeaseStore leases() {
        return store.leases();
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public int appendConcurrency() {
        return store.appendConcurrency();
    }

    @Override
    public void close() {
        store.close();
    }
}
