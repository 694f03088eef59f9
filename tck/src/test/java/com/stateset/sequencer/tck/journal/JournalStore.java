package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small correct store for trying the suites: everything in memory, and in a {@link Journal}. Survives a kill of its process;
 * not meant for more.
 *
 * <p>Its protected methods are where broken stores go wrong.
 */
public class JournalStore implements EventStore {

    private static final char KIND = 'e';

    private final Journal journal;
    private final JournalKeys keys;
    private final ApiKeyStore apiKeys;
    private final CommitmentStore commitments;
    private final IdentityStore identity;
    private final JournalHistory history;
    private final LeaseStore leases;
    private final SnapshotStore snapshots;
    private final Map<StreamId, List<SequencedEvent>> streams = new HashMap<>();

    JournalStore(Path path) {
        this.journal = new Journal(path);
        this.keys = new JournalKeys(journal);
        this.apiKeys = new JournalApiKeys(journal);
        this.commitments = new JournalCommitments(journal, streams);
        this.identity = new JournalIdentity(journal);
        this.history = new JournalHistory(journal, streams, this::toShow);
        this.leases = new JournalLeases(journal);
        this.snapshots = new JournalSnapshots(journal);
        journal.onRecord(KIND, this::take);
    }

    /** The last chance to change what is stored of a group. */
    protected List<SequencedEvent> toStore(List<SequencedEvent> rows) {
        return rows;
    }

    /** The last chance to change what is answered, or not to answer. */
    protected List<AppendResult> toAnswer(List<AppendBatch> group, List<AppendResult> results) {
        return results;
    }

    /** The last chance to change what edge of a stream's tree is shown. */
    protected CompactRange toShow(CompactRange edge) {
        return edge;
    }

    /** What the rules know about a stream. */
    protected StreamState facts(StreamId stream, Instant sequencedAt) {
        return RowFacts.of(
                rows(stream),
                history.currentEdge(stream),
                agent -> keys.current(stream.tenantId(), agent),
                sequencedAt);
    }

    @Override
    public List<AppendResult> append(List<AppendBatch> group) {
        return journal.step(() -> {
            Map<StreamId, Instant> moments = new HashMap<>();
            AppendPlan plan = AppendPlan.of(
                    group, stream -> facts(stream, moments.computeIfAbsent(stream, any -> moment(rows(stream)))));
            store(toStore(plan.events().stream()
                    .map(row -> new SequencedEvent(
                            row.event(),
                            row.sequenceNumber(),
                            moments.get(row.event().stream()),
                            row.entityVersion(),
                            row.leafHash(),
                            row.sequencerKeyVersion()))
                    .toList()));
            return toAnswer(group, plan.results(moments));
        });
    }

    @Override
    public long head(StreamId stream) {
        return current(stream).size();
    }

    @Override
    public EventPage read(StreamId stream, ReadOptions options) {
        List<SequencedEvent> rows = current(stream);
        long head = rows.size();
        List<SequencedEvent> wanted = new ArrayList<>(rows.stream()
                .filter(row -> options.direction() == Direction.FORWARDS
                        ? row.sequenceNumber() >= options.from()
                        : row.sequenceNumber() <= options.from())
                .filter(options.filter()::matches)
                .toList());
        if (options.direction() == Direction.BACKWARDS) {
            Collections.reverse(wanted);
        }
        if (wanted.size() <= options.limit()) {
            return new EventPage(wanted, head, Optional.empty());
        }
        ReadOptions next = options.from(wanted.get(options.limit()).sequenceNumber());
        return new EventPage(wanted.subList(0, options.limit()), head, Optional.of(next));
    }

    @Override
    public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
        return current(stream).stream()
                .filter(row -> row.event().eventId().equals(eventId))
                .findFirst();
    }

    @Override
    public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
        List<SequencedEvent> all = current(stream).stream()
                .filter(row -> row.event().entity().equals(entity))
                .toList();
        return new EntityHistory(
                entity,
                all.size(),
                offset,
                all.stream().skip(offset).limit(limit).toList());
    }

    @Override
    public List<StreamId> streams(@Nullable StreamId after, int limit) {
        return journal.look(() -> streams.keySet().stream()
                .sorted()
                .filter(stream -> after == null || stream.compareTo(after) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public AgentKeyStore agentKeys() {
        return keys;
    }

    @Override
    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    @Override
    public CommitmentStore commitments() {
        return commitments;
    }

    @Override
    public HistoryStore history() {
        return history;
    }

    @Override
    public IdentityStore identity() {
        return identity;
    }

    @Override
    public LeaseStore leases() {
        return leases;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public void ping() {
        journal.failIfClosed();
    }

    @Override
    public int appendConcurrency() {
        return 1;
    }

    @Override
    public void close() {
        journal.close();
    }

    private List<SequencedEvent> current(StreamId stream) {
        return journal.look(() -> List.copyOf(rows(stream)));
    }

    List<SequencedEvent> rows(StreamId stream) {
        return streams.getOrDefault(stream, List.of());
    }

    private static Instant moment(List<SequencedEvent> rows) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Instant last = rows.isEmpty() ? now : rows.get(rows.size() - 1).sequencedAt();
        return now.isBefore(last) ? last : now;
    }

    private void store(List<SequencedEvent> rows) throws IOException {
        if (!rows.isEmpty()) {
            journal.append(KIND, out -> {
                for (SequencedEvent row : rows) {
                    RowCodec.write(row, out);
                }
            });
        }
    }

    private void take(DataInputStream record) throws IOException {
        while (record.available() > 0) {
            SequencedEvent row = RowCodec.read(record);
            streams.computeIfAbsent(row.event().stream(), any -> new ArrayList<>())
                    .add(row);
        }
    }

    /** The facts as the rows tell them. */
    record RowFacts(
            long head,
            CompactRange rightEdge,
            TileSource tiles,
            Map<UUID, SequencedEvent> byId,
            Set<UUID> commands,
            List<SequencedEvent> rows,
            Map<EntityRef, Long> versions,
            Function<UUID, List<AgentKey>> keys,
            Instant sequencedAt)
            implements StreamState {

        static RowFacts of(
                List<SequencedEvent> rows,
                CompactRange rightEdge,
                Function<UUID, List<AgentKey>> keys,
                Instant sequencedAt) {
            Map<UUID, SequencedEvent> byId = new HashMap<>();
            Set<UUID> commands = new HashSet<>();
            Map<EntityRef, Long> versions = new HashMap<>();
            for (SequencedEvent row : rows) {
                byId.putIfAbsent(row.event().eventId(), row);
                commands.add(row.event().commandId());
                versions.merge(row.event().entity(), 1L, Long::sum);
            }
            return new RowFacts(
                    rows.size(),
                    rightEdge,
                    tile -> JournalHistory.tile(rows, tile),
                    byId,
                    commands,
                    rows,
                    versions,
                    keys,
                    sequencedAt);
        }

        @Override
        public @Nullable StoredEvent stored(UUID eventId) {
            SequencedEvent row = byId.get(eventId);
            return row == null
                    ? null
                    : new StoredEvent(
                            row.sequenceNumber(), row.sequencedAt(), row.leafHash(), row.sequencerKeyVersion());
        }

        @Override
        public boolean commandUsed(UUID commandId) {
            return commands.contains(commandId);
        }

        @Override
        public long firstMatch(TagQuery query, long after) {
            return query.items().stream()
                    .mapToLong(item -> firstMatch(item, after))
                    .reduce(0, StreamState::firstOf);
        }

        private long firstMatch(TagQuery.Item item, long after) {
            TagQuery alone = new TagQuery(List.of(item));
            int looked = 0;
            for (SequencedEvent row : rows) {
                Tags tags = row.event().tags();
                boolean tagged = item.tags().isEmpty() || tags.values().contains(item.leadingTag());
                if (row.sequenceNumber() > after && tagged) {
                    if (looked++ == AppendCondition.MOST_LOOKED_AT) {
                        return TOO_WIDE;
                    }
                    if (alone.matches(row.event().eventType(), tags)) {
                        return row.sequenceNumber();
                    }
                }
            }
            return 0;
        }

        @Override
        public long version(EntityRef entity) {
            return versions.getOrDefault(entity, 0L);
        }

        @Override
        public List<AgentKey> agentKeys(UUID agentId) {
            return keys.apply(agentId);
        }
    }
}
