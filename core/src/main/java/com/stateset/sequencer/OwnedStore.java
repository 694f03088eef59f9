package com.stateset.sequencer;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
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
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store of a sequencer, which every part of it works with: once it is closed, every call says so in the sequencer's words.
 * What the store itself says of calls that its closing cut off is translated too. Thread-safe.
 */
final class OwnedStore implements EventStore {

    private final EventStore store;
    private volatile boolean closed;

    OwnedStore(EventStore store) {
        this.store = store;
    }

    /**
     * Returns if this is open.
     *
     * @throws SequencerClosedException if it is not
     */
    void requireOpen() {
        if (closed) {
            throw new SequencerClosedException();
        }
    }

    /** Not translated: an append that was cut off may have been stored. */
    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        requireOpen();
        return store.append(group);
    }

    @Override
    public long head(StreamId stream) {
        return ask(() -> store.head(stream));
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        return ask(() -> store.read(stream, options));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return ask(() -> store.find(stream, eventId));
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        return ask(() -> store.entityHistory(stream, entity, offset, limit));
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return ask(() -> store.streams(after, limit));
    }

    @Override
    public List<StreamHead> heads(@Nullable StreamId after, int limit) {
        return ask(() -> store.heads(after, limit));
    }

    @Override
    public HeadWatch watchHeads(HeadListener listener) {
        return ask(() -> store.watchHeads(listener));
    }

    @Override
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return ask(() -> store.replacePayloads(stream, replacements, newKeys));
    }

    @Override
    public DataKeyStore dataKeys() {
        return ask(store::dataKeys);
    }

    @Override
    public <T> Optional<T> as(Class<T> type) {
        return store.as(type);
    }

    @Override
    public AgentKeyStore agentKeys() {
        return ask(store::agentKeys);
    }

    @Override
    public ApiKeyStore apiKeys() {
        return ask(store::apiKeys);
    }

    @Override
    public CommitmentStore commitments() {
        return ask(store::commitments);
    }

    @Override
    public Optional<String> contradiction(StreamId stream, long from, long to) {
        return ask(() -> store.contradiction(stream, from, to));
    }

    @Override
    public HistoryStore history() {
        return ask(store::history);
    }

    @Override
    public IdentityStore identity() {
        return ask(store::identity);
    }

    @Override
    public LeaseStore leases() {
        return ask(store::leases);
    }

    @Override
    public SnapshotStore snapshots() {
        return ask(store::snapshots);
    }

    @Override
    public void ping() {
        requireOpen();
        store.ping();
    }

    @Override
    public int appendConcurrency() {
        return store.appendConcurrency();
    }

    /** Closes the store, once. */
    @Override
    public void close() {
        closed = true;
        store.close();
    }

    private <T> T ask(Supplier<T> question) {
        requireOpen();
        try {
            return question.get();
        } catch (StoreUnavailableException e) {
            requireOpen();
            throw e;
        }
    }
}
