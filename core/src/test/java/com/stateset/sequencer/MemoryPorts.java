package com.stateset.sequencer;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.spi.KeyRegistrationRule;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.LeaseStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a store keeps beside its events, in memory, under one lock. */
final class MemoryPorts implements AgentKeyStore, CommitmentStore, IdentityStore, LeaseStore {

    private final Function<StreamId, List<SequencedEvent>> log;
    private final Supplier<List<StreamId>> streams;
    private final List<AgentKey> agentKeys = new ArrayList<>();
    private final List<Commitment> commitments = new ArrayList<>();
    private final Map<String, Map<TileId, Tile>> tiles = new HashMap<>();
    private final SortedMap<Integer, Ed25519PublicKey> sequencerKeys = new TreeMap<>();
    private final Map<String, UUID> leases = new HashMap<>();
    private final Set<StreamId> unreadable = ConcurrentHashMap.newKeySet();
    private Optional<UUID> sequencerId = Optional.empty();
    private boolean refusesKeys;
    private volatile boolean altersLeaves;
    private volatile Runnable beforeBacklogs = () -> {};

    MemoryPorts(Function<StreamId, List<SequencedEvent>> log, Supplier<List<StreamId>> streams) {
        this.log = log;
        this.streams = streams;
    }

    @Override
    public synchronized AgentKey register(AgentKey key) {
        List<AgentKey> held = keys(key.tenantId(), key.agentId());
        Optional<AgentKey> registered =
                held.stream().filter(other -> other.keyId() == key.keyId()).findFirst();
        if (registered.isPresent()) {
            return registered.get();
        }
        AgentKey decided = KeyRegistrationRule.decide(key, held, MemoryStore.now());
        agentKeys.add(decided);
        return decided;
    }

    @Override
    public synchronized Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        agentKeys.replaceAll(key -> key.tenantId().equals(tenantId)
                        && key.agentId().equals(agentId)
                        && key.keyId() == keyId
                        && key.revokedAt() == null
                ? key.revokedAt(MemoryStore.now())
                : key);
        return keys(tenantId, agentId).stream()
                .filter(key -> key.keyId() == keyId)
                .findFirst();
    }

    /** Cannot be asked for agents' keys any more. */
    synchronized void refuseKeys() {
        refusesKeys = true;
    }

    /** Lets a test do something before each look for backlogs. */
    void beforeBacklogs(Runnable action) {
        beforeBacklogs = action;
    }

    @Override
    public synchronized List<AgentKey> keys(UUID tenantId, UUID agentId) {
        if (refusesKeys) {
            throw new StoreUnavailableException("no keys for a test", null);
        }
        return agentKeys.stream()
                .filter(key -> key.tenantId().equals(tenantId) && key.agentId().equals(agentId))
                .sorted(Comparator.comparing(AgentKey::keyId))
                .toList();
    }

    @Override
    public LeafPage leaves(StreamId stream, long from, int limit) {
        if (unreadable.contains(stream)) {
            throw new StoreFailedException("event 2 is missing", null);
        }
        List<SequencedEvent> events =
                log.apply(stream).stream().skip(from - 1).limit(limit).toList();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        events.forEach(event -> hashes.writeBytes(event.leafHash().toByteArray()));
        boolean allSigned =
                events.stream().allMatch(event -> event.event().authorship().vesVersion() == 1);
        byte[] packed = hashes.toByteArray();
        if (altersLeaves && packed.length > 0) {
            packed[0] ^= 1;
        }
        return new LeafPage(events.size(), packed, allSigned);
    }

    @Override
    public synchronized void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> added) {
        Map<TileId, Tile> ofRange =
                tiles.computeIfAbsent(range(stream, sequenceStart, sequenceEnd), any -> new HashMap<>());
        added.forEach(tile -> ofRange.put(tile.id(), tile));
    }

    @Override
    public synchronized void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd) {
        tiles.remove(range(stream, sequenceStart, sequenceEnd));
    }

    @Override
    public synchronized boolean publish(Commitment commitment) {
        long end = last(commitment.stream()).map(StoredCommitment::sequenceEnd).orElse(0L);
        return commitment.sequenceStart() == end + 1 && commitments.add(commitment);
    }

    @Override
    public synchronized Optional<StoredCommitment> last(StreamId stream) {
        return newestFirst(stream, Long.MAX_VALUE, 1).stream().findFirst();
    }

    @Override
    public synchronized Optional<StoredCommitment> find(UUID batchId) {
        return commitments.stream()
                .filter(commitment -> commitment.batchId().equals(batchId))
                .findFirst()
                .map(StoredCommitment::of);
    }

    @Override
    public synchronized Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        return of(stream)
                .filter(commitment -> commitment.covers(sequenceNumber))
                .findFirst()
                .map(StoredCommitment::of);
    }

    @Override
    public synchronized List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return of(stream)
                .filter(commitment -> commitment.sequenceStart() < before)
                .sorted(Comparator.comparing(Commitment::sequenceStart).reversed())
                .limit(limit)
                .map(StoredCommitment::of)
                .toList();
    }

    @Override
    public synchronized List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return of(stream)
                .filter(commitment -> commitment.sequenceStart() >= from)
                .limit(limit)
                .map(StoredCommitment::of)
                .toList();
    }

    @Override
    public synchronized List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        Map<TileId, Tile> ofRange = tiles.getOrDefault(range(stream, sequenceStart, sequenceEnd), Map.of());
        return ids.stream().filter(ofRange::containsKey).map(ofRange::get).toList();
    }

    /** Puts another tile in the place of one. */
    synchronized void damage(StreamId stream, long sequenceStart, long sequenceEnd, Tile tile) {
        putTiles(stream, sequenceStart, sequenceEnd, List.of(tile));
    }

    /** Lets a stream's leaves be found damaged from now on. */
    void damage(StreamId stream) {
        unreadable.add(stream);
    }

    /** How many ranges have tiles. */
    synchronized int tiledRanges() {
        return tiles.size();
    }

    @Override
    public void fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot) {
        throw new UnsupportedOperationException("all state roots are here");
    }

    @Override
    public synchronized List<Backlog> backlogs(int limit) {
        beforeBacklogs.run();
        List<Backlog> backlogs = new ArrayList<>();
        for (StreamId stream : streams.get()) {
            long committed = last(stream).map(StoredCommitment::sequenceEnd).orElse(0L);
            List<SequencedEvent> events = log.apply(stream);
            if (events.size() > committed) {
                Instant oldest = events.get((int) committed).sequencedAt();
                backlogs.add(new Backlog(stream, committed, events.size(), oldest, MemoryStore.now()));
            }
        }
        backlogs.sort(Comparator.comparing(Backlog::oldest));
        return backlogs.stream().limit(limit).toList();
    }

    @Override
    public synchronized UUID sequencerId(UUID ifNone) {
        if (sequencerId.isEmpty()) {
            sequencerId = Optional.of(ifNone);
        }
        return sequencerId.get();
    }

    @Override
    public synchronized int keyVersion(Ed25519PublicKey key) {
        for (Map.Entry<Integer, Ed25519PublicKey> known : sequencerKeys.entrySet()) {
            if (known.getValue().equals(key)) {
                return known.getKey();
            }
        }
        sequencerKeys.put(sequencerKeys.size() + 1, key);
        return sequencerKeys.size();
    }

    @Override
    public synchronized SortedMap<Integer, Ed25519PublicKey> keys() {
        return new TreeMap<>(sequencerKeys);
    }

    @Override
    public synchronized boolean take(String name, UUID holder, Duration duration) {
        return leases.computeIfAbsent(name, any -> holder).equals(holder);
    }

    /** Lets pages of leaves have another leaf than the tree's rows. */
    void alterLeaves(boolean value) {
        altersLeaves = value;
    }

    /** Gives a lease to another, as if it had run out. */
    synchronized void give(String name, UUID holder) {
        leases.put(name, holder);
    }

    @Override
    public synchronized void release(String name, UUID holder) {
        leases.remove(name, holder);
    }

    private Stream<Commitment> of(StreamId stream) {
        return commitments.stream().filter(commitment -> commitment.stream().equals(stream));
    }

    private static String range(StreamId stream, long sequenceStart, long sequenceEnd) {
        return stream + " " + sequenceStart + ".." + sequenceEnd;
    }
}
