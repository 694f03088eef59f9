package com.stateset.sequencer.server;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A real store that a test lets fail, or keeps waiting, before each operation. */
final class StoreOnALeash implements EventStore {

    private final EventStore store = SqliteEventStore.inMemory();
    private volatile Runnable beforeEach = () -> {};
    private volatile Consumer<Hash> beforeLookUp = key -> {};
    private volatile boolean closed;

    void beforeEach(Runnable action) {
        this.beforeEach = action;
    }

    /** Sets what is done before an API key is looked up. */
    void beforeLookUp(Consumer<Hash> action) {
        this.beforeLookUp = action;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        beforeEach.run();
        return store.append(group);
    }

    @Override
    public long head(StreamId stream) {
        beforeEach.run();
        return store.head(stream);
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        beforeEach.run();
        return store.read(stream, options);
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        beforeEach.run();
        return store.find(stream, eventId);
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        beforeEach.run();
        return store.entityHistory(stream, entity, offset, limit);
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        beforeEach.run();
        return store.streams(after, limit);
    }

    @Override
    public AgentKeyStore agentKeys() {
        return store.agentKeys();
    }

    @Override
    public ApiKeyStore apiKeys() {
        ApiKeyStore keys = store.apiKeys();
        return new ApiKeyStore() {
            @Override
            public void add(ApiKey key) {
                keys.add(key);
            }

            @Override
            public Optional<ApiKey> find(Hash hash) {
                beforeLookUp.accept(hash);
                return keys.find(hash);
            }

            @Override
            public List<ApiKey> ofTenant(UUID tenantId) {
                return keys.ofTenant(tenantId);
            }

            @Override
            public Optional<ApiKey> revoke(Hash hash, Instant now) {
                return keys.revoke(hash, now);
            }

            @Override
            public void used(Hash hash, Instant moment) {
                keys.used(hash, moment);
            }
        };
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
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    @Override
    public void ping() {
        beforeEach.run();
        store.ping();
    }

    @Override
    public int appendConcurrency() {
        return store.appendConcurrency();
    }

    @Override
    public void close() {
        closed = true;
        store.close();
    }
}
