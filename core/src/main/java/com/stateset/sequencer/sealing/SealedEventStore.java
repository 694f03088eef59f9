package com.stateset.sequencer.sealing;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
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
import com.stateset.sequencer.spi.SnapshotStore;
import com.stateset.sequencer.spi.StreamHead;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store whose payloads are sealed at rest and clear to those who use it. Thread-safe; keeps nothing. */
final class SealedEventStore implements EventStore {

    private final EventStore store;
    private final PayloadEncryption encryption;

    SealedEventStore(EventStore store, PayloadEncryption encryption) {
        this.store = store;
        this.encryption = encryption;
    }

    /** Admission has sealed what comes from a sequencer; this is for those who append without one. */
    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        return store.append(group.stream().map(this::sealed).toList());
    }

    private AppendBatch sealed(AppendBatch batch) {
        if (encryption.mode() == PayloadEncryption.Mode.DISABLED
                || batch.events().stream().noneMatch(event -> event.stored() instanceof Payload.Clear)) {
            return batch;
        }
        List<AdmittedEvent> events = batch.events().stream()
                .map(event -> event.stored() instanceof Payload.Clear
                        ? event.storedAs(encryption.seal(event.event()))
                        : event)
                .toList();
        return new AppendBatch(batch.stream(), events, batch.sequencerKeyVersion(), batch.chained(), batch.known());
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        EventPage page = store.read(stream, options);
        return new EventPage(opened(page.events()), page.head(), page.next());
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return store.find(stream, eventId).map(encryption::open);
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        EntityHistory history = store.entityHistory(stream, entity, offset, limit);
        return new EntityHistory(history.entity(), history.version(), history.offset(), opened(history.events()));
    }

    private List<SequencedEvent> opened(List<SequencedEvent> stored) {
        return stored.stream().map(encryption::open).toList();
    }

    @Override
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements) {
        return store.replacePayloads(stream, replacements);
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
