package com.stateset.sequencer;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.PlannedEvent;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.snapshot.MemorySnapshots;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps events in memory, and lets a test stand in the way of an append. */
public final class MemoryStore implements EventStore {

    private final ConcurrentMap<StreamId, List<SequencedEvent>> logs = new ConcurrentHashMap<>();
    private final List<SequencedEvent> ghosts = new CopyOnWriteArrayList<>();
    private final SnapshotStore snapshots = new MemorySnapshots();
    private final MemoryDataKeys dataKeys = new MemoryDataKeys();
    private final MemoryPorts ports = new MemoryPorts(this::log, () -> streams(null, Integer.MAX_VALUE));
    private final MemoryHistory history = new MemoryHistory(this::log, () -> streams(null, Integer.MAX_VALUE));
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Consumer<List<AppendBatch>> beforeAppend = group -> {};
    private volatile UnaryOperator<List<AppendResult>> answers = UnaryOperator.identity();
    private volatile Runnable beforeRead = () -> {};
    private volatile Runnable afterRead = () -> {};
    private volatile BiConsumer<EntityRef, Long> beforeHistory = (entity, offset) -> {};
    private volatile boolean refusesHeads;
    private volatile boolean closed;

    /** Runs {@code action} at the start of every append from now on; what it throws, the append throws. */
    public void beforeAppend(Consumer<List<AppendBatch>> action) {
        this.beforeAppend = action;
    }

    /** Runs {@code action} at the start of every reading of a page from now on; what it throws, the reading throws. */
    public void beforeRead(Runnable action) {
        this.beforeRead = action;
    }

    /** Runs {@code action} when the events of a page have been read, before they are handed out. */
    public void afterRead(Runnable action) {
        this.afterRead = action;
    }

    /** Runs {@code action} with the entity and the offset at the start of every reading of an entity's events from now on. */
    public void beforeHistory(BiConsumer<EntityRef, Long> action) {
        this.beforeHistory = action;
    }

    /** Stops telling how far a stream has come. */
    public void refuseHeads() {
        this.refusesHeads = true;
    }

    /** Changes what appends answer, after they have stored. */
    void answers(UnaryOperator<List<AppendResult>> change) {
        this.answers = change;
    }

    /** All events of a stream. */
    public List<SequencedEvent> all(StreamId stream) {
        return List.copyOf(log(stream));
    }

    /** Lets a stream end at {@code head}, as a restored backup would. */
    public void cut(StreamId stream, int head) {
        List<SequencedEvent> log = log(stream);
        log.subList(head, log.size()).clear();
        history.forgetEdge(stream);
    }

    /**
     * Changes one event of a stream, as one who has the database but no key could.
     *
     * @param withTree whether the tree over the events is made anew, too
     */
    public void forge(StreamId stream, int sequenceNumber, boolean withTree, UnaryOperator<SequencedEvent> change) {
        List<SequencedEvent> log = log(stream);
        // The tree as it was is what has been asked for last.
        history.edge(stream);
        log.set(sequenceNumber - 1, change.apply(log.get(sequenceNumber - 1)));
        if (withTree) {
            history.forgetEdge(stream);
        }
    }

    /** Stores an event's row without a head that covers it. */
    void putGhost(SequencedEvent row) {
        ghosts.add(row);
    }

    /** Cannot be asked for agents' keys any more. */
    void refuseKeys() {
        ports.refuseKeys();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        beforeAppend.accept(group);
        lock.lock();
        try {
            AppendPlan plan = AppendPlan.of(group, Facts::new);
            Instant now = now();
            plan.events()
                    .forEach(row -> log(row.event().stream())
                            .add(new SequencedEvent(
                                    row.event().withPayload(row.storedPayload()),
                                    row.sequenceNumber(),
                                    now,
                                    row.entityVersion(),
                                    row.leafHash(),
                                    row.sequencerKeyVersion())));
            plan.newKeys().forEach(dataKeys::add);
            plan.erasures().forEach(this::erase);
            Map<StreamId, Instant> movedAt = new HashMap<>();
            plan.advances().forEach(move -> movedAt.put(move.stream(), now));
            return answers.apply(plan.results(movedAt));
        } finally {
            lock.unlock();
        }
    }

    private void erase(PlannedEvent row) {
        StreamId stream = row.event().stream();
        Erasure.of(row.event()).map(Erasure::entity).ifPresent(entity -> {
            dataKeys.destroy(stream, entity);
            log(stream)
                    .replaceAll(event -> event.sequenceNumber() < row.sequenceNumber()
                                    && event.event().entity().equals(entity)
                            ? event.withPayload(new Payload.Erased())
                            : event);
        });
    }

    @Override
    public int replacePayloads(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        lock.lock();
        try {
            int replaced = 0;
            dataKeys.add(stream, newKeys);
            for (PayloadReplacement each : replacements) {
                SequencedEvent event = log(stream).get((int) each.sequenceNumber() - 1);
                if (event.event().payload().equals(each.expected())) {
                    log(stream).set((int) each.sequenceNumber() - 1, event.withPayload(each.next()));
                    replaced++;
                }
            }
            return replaced;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MemoryDataKeys dataKeys() {
        return dataKeys;
    }

    @Override
    public long head(StreamId stream) {
        if (refusesHeads) {
            throw new StoreUnavailableException("no heads for a test", null);
        }
        return log(stream).size();
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        beforeRead.run();
        List<SequencedEvent> log = List.copyOf(log(stream));
        afterRead.run();
        int first = (int) Math.max(0, options.from() - 1);
        List<SequencedEvent> events =
                log.subList(Math.min(first, log.size()), Math.min(first + options.limit(), log.size()));
        long last = (long) first + events.size();
        boolean atEnd = last >= log.size();
        events = events.stream().filter(options.filter()::matches).toList();
        return new EventPage(events, log.size(), atEnd ? Optional.empty() : Optional.of(options.from(last + 1)));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return log(stream).stream()
                .filter(event -> event.event().eventId().equals(eventId))
                .findFirst();
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        beforeHistory.accept(entity, offset);
        List<SequencedEvent> all = ofEntity(stream, entity);
        return new EntityHistory(
                entity,
                all.size(),
                offset,
                all.stream().skip(offset).limit(limit).toList());
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return logs.entrySet().stream()
                .filter(log -> !log.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(stream -> after == null || stream.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    /** No test of the core is let in by a key. */
    @Override
    public ApiKeyStore apiKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemoryPorts agentKeys() {
        return ports;
    }

    @Override
    public MemoryPorts commitments() {
        return ports;
    }

    @Override
    public MemoryHistory history() {
        return history;
    }

    @Override
    public MemoryPorts identity() {
        return ports;
    }

    @Override
    public MemoryPorts leases() {
        return ports;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public void ping() {}

    @Override
    public int appendConcurrency() {
        return 1;
    }

    @Override
    public void close() {
        closed = true;
    }

    private List<SequencedEvent> log(StreamId stream) {
        return logs.computeIfAbsent(stream, id -> new CopyOnWriteArrayList<>());
    }

    private List<SequencedEvent> ofEntity(StreamId stream, EntityRef entity) {
        List<SequencedEvent> events = new ArrayList<>(log(stream));
        events.removeIf(event -> !event.event().entity().equals(entity));
        return events;
    }

    private final class Facts implements StreamState {

        private final StreamId stream;

        private Facts(StreamId stream) {
            this.stream = stream;
        }

        @Override
        public long head() {
            return log(stream).size();
        }

        @Override
        public CompactRange rightEdge() {
            return history.edge(stream);
        }

        @Override
        public TileSource tiles() {
            return history.tiles(stream);
        }

        @Override
        public StoredEvent stored(UUID eventId) {
            return Stream.concat(log(stream).stream(), ghosts.stream())
                    .filter(event -> event.event().stream().equals(stream)
                            && event.event().eventId().equals(eventId))
                    .findFirst()
                    .map(event -> new StoredEvent(
                            event.sequenceNumber(), event.sequencedAt(), event.leafHash(), event.sequencerKeyVersion()))
                    .orElse(null);
        }

        @Override
        public boolean commandUsed(UUID commandId) {
            return log(stream).stream()
                    .anyMatch(event -> commandId.equals(event.event().commandId()));
        }

        @Override
        public long firstMatch(TagQuery query, long after) {
            return log(stream).stream()
                    .filter(event -> event.sequenceNumber() > after
                            && query.matches(
                                    event.event().eventType(), event.event().tags()))
                    .mapToLong(SequencedEvent::sequenceNumber)
                    .findFirst()
                    .orElse(0);
        }

        @Override
        public long version(EntityRef entity) {
            return ofEntity(stream, entity).size();
        }

        @Override
        public List<AgentKey> agentKeys(UUID agentId) {
            return ports.keys(stream.tenantId(), agentId);
        }

        @Override
        public Instant sequencedAt() {
            return now();
        }
    }
}
