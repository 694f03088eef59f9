package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.InvalidProofException;
import com.stateset.sequencer.merkle.InvalidTileException;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.merkle.TiledTree;
import com.stateset.sequencer.merkle.TiledTreeBuilder;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A history that a test writes by itself, rightly at first; then it may do with it what it likes. */
final class WrittenHistory implements HistorySource {

    static final SigningKey SEQUENCER_KEY = SigningKey.generate();
    static final AgentSigner AGENT = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");

    private final StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
    private final boolean givesTiles;

    final List<SequencedEvent> events = new ArrayList<>();
    final List<StoredCommitment> commitments = new ArrayList<>();
    final List<AgentKey> agentKeys = new ArrayList<>();
    final SortedMap<Integer, Ed25519PublicKey> sequencerKeys = new TreeMap<>(Map.of(1, SEQUENCER_KEY.publicKey()));
    final Map<Long, Map<TileId, Tile>> tiles = new HashMap<>();

    /** What was committed to, by the first sequence number of its range. */
    private final Map<Long, List<Hash>> leaves = new HashMap<>();

    /** What was sequenced, whatever becomes of the events. */
    private final List<Hash> sequencedLeaves = new ArrayList<>();

    final Map<TilePath, byte[]> alteredTiles = new HashMap<>();
    CompactRange edge = CompactRange.EMPTY;

    @Nullable
    SignedNote checkpoint;

    /** Not named unless a test does. */
    @Nullable
    UUID sequencerId;

    int proofs;
    long head;

    private WrittenHistory(boolean givesTiles) {
        this.givesTiles = givesTiles;
        agentKeys.add(
                new AgentKey(stream.tenantId(), AGENT.agentId(), 1, AGENT.key().publicKey()));
    }

    /** As in a store. */
    static WrittenHistory withTiles() {
        return new WrittenHistory(true);
    }

    /** As over HTTP, where a reader computes the leaves. */
    static WrittenHistory withProofs() {
        return new WrittenHistory(false);
    }

    /** Appends events, every third of them signed if {@code signed}. */
    WrittenHistory append(int count, boolean signed) {
        for (int i = 0; i < count; i++) {
            long number = events.size() + 1L;
            events.add(sequenced(event(number, signed && number % 3 == 0), number));
            sequencedLeaves.add(events.get(events.size() - 1).leafHash());
        }
        head = events.size();
        edge = CompactRange.EMPTY.appendEntries(sequencedLeaves);
        checkpoint = checkpoint(edge.head());
        return this;
    }

    /** Rewrites tree and checkpoint as if the events had always been as they are now: with the key, or in a sequencer's name. */
    void resign() {
        sequencedLeaves.clear();
        events.forEach(event -> sequencedLeaves.add(event.leafHash()));
        edge = CompactRange.EMPTY.appendEntries(sequencedLeaves);
        checkpoint = checkpoint(edge.head());
    }

    /** Signs a checkpoint of the stream's log, whether it is one or not. */
    SignedNote checkpoint(TreeHead tree) {
        return checkpoint(tree, SEQUENCER_KEY);
    }

    SignedNote checkpoint(TreeHead tree, SigningKey key) {
        String origin = new LogName("test.log").origin(streamId());
        return SignedCheckpoint.sign(
                        new LogCheckpoint(origin, tree),
                        VerifierKey.ofLog(origin, key.publicKey().toByteArray()),
                        text -> key.signText(text).toByteArray())
                .note();
    }

    @Override
    public Optional<UUID> sequencerId() {
        return Optional.ofNullable(sequencerId);
    }

    @Override
    public HistoryClaims history() {
        return new HistoryClaims(
                givesTiles ? Optional.of(edge) : Optional.empty(),
                Optional.ofNullable(checkpoint),
                Optional.empty(),
                edge.size());
    }

    @Override
    public Optional<byte[]> historyTile(TilePath tile) {
        byte[] altered = alteredTiles.get(tile);
        if (altered != null) {
            return altered.length == 0 ? Optional.empty() : Optional.of(altered);
        }
        ByteBuffer hashes = ByteBuffer.allocate(tile.width() * Hash.LENGTH);
        for (int i = 0; i < tile.width(); i++) {
            hashes.put(treeHash(tile.level(), tile.index() * TilePath.FULL_WIDTH + i)
                    .toByteArray());
        }
        return Optional.of(hashes.array());
    }

    private Hash treeHash(int level, long index) {
        int entries = 1 << (level * Byte.SIZE);
        int first = (int) index * entries;
        return CompactRange.EMPTY
                .appendEntries(sequencedLeaves.subList(first, first + entries))
                .root();
    }

    @Override
    public Optional<HeadsLogStore> headsLog() {
        return Optional.empty();
    }

    @Override
    public boolean tellsReceiptKeys() {
        return givesTiles;
    }

    @Override
    public Optional<String> contradiction(long from, long to) {
        return events.stream()
                .filter(event -> event.sequenceNumber() >= from && event.sequenceNumber() <= to)
                .filter(event -> event.event().eventType().equals("misfiled"))
                .findFirst()
                .map(event -> "event " + event.sequenceNumber() + ": it is filed under another entity");
    }

    /** Commits to all up to an event. */
    WrittenHistory commit(long end) {
        StoredCommitment last = commitments.isEmpty() ? null : commitments.get(commitments.size() - 1);
        long start = last == null ? 1 : last.sequenceEnd() + 1;
        Hash before = last == null ? Hash.ZERO : Objects.requireNonNull(last.newStateRoot());
        Map<TileId, Tile> tree = new HashMap<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(tile -> tree.put(tile.id(), tile));
        List<Hash> range = events.subList((int) start - 1, (int) end).stream()
                .map(SequencedEvent::leafHash)
                .toList();
        range.forEach(builder::add);
        Hash root = builder.finish();
        Hash after = StateRoot.of(streamId(), before, root, start, end);
        boolean allSigned = events.subList((int) start - 1, (int) end).stream()
                .allMatch(event -> event.event().authorship() instanceof Authorship.Signed);
        tiles.put(start, tree);
        leaves.put(start, range);
        commitments.add(new StoredCommitment(
                UUID.randomUUID(),
                stream,
                allSigned ? 1 : 0,
                start,
                end,
                root,
                before,
                after,
                TIME,
                1,
                SEQUENCER_KEY.sign(Commitment.signedHash(after))));
        return this;
    }

    Hash streamId() {
        return VesHashes.stream(stream);
    }

    /** Changes an event's row. */
    void alter(long number, UnaryOperator<SequencedEvent> change) {
        events.set((int) number - 1, change.apply(events.get((int) number - 1)));
    }

    /** Changes what an event says, and its leaf with it. */
    void forge(long number, UnaryOperator<Event> change) {
        alter(number, row -> sequenced(change.apply(row.event()), number));
    }

    void alterCommitment(int index, UnaryOperator<StoredCommitment> change) {
        commitments.set(index, change.apply(commitments.get(index)));
    }

    /** As a sequencer that never had a key would have left it. */
    void withoutKey() {
        sequencerKeys.clear();
        checkpoint = null;
        commitments.replaceAll(WrittenHistory::unsigned);
        events.replaceAll(event -> new SequencedEvent(
                event.event(),
                event.sequenceNumber(),
                event.sequencedAt(),
                event.entityVersion(),
                event.leafHash(),
                0));
    }

    static StoredCommitment unsigned(StoredCommitment of) {
        return new StoredCommitment(
                of.batchId(),
                of.stream(),
                of.vesVersion(),
                of.sequenceStart(),
                of.sequenceEnd(),
                of.merkleRoot(),
                of.prevStateRoot(),
                of.newStateRoot(),
                of.committedAt(),
                0,
                null);
    }

    static SequencedEvent sequenced(Event event, long number) {
        Hash leaf = VesHashes.leaf(
                event.stream(),
                number,
                VesHashes.signing(event),
                event.authorship().signature());
        return new SequencedEvent(event, number, TIME, 1, leaf, 1);
    }

    Event event(long number, boolean signed) {
        CanonicalJson payload = CanonicalJson.parse("{\"total\":" + number + "}");
        Event unsigned = new Event(
                stream,
                UUID.randomUUID(),
                null,
                new EntityRef("order", "o-" + number),
                "order.placed",
                new CreatedAt("2026-01-01T00:00:00Z"),
                AGENT.agentId(),
                null,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                new Authorship.Unsigned());
        return signed ? ChangedEvents.signed(unsigned) : unsigned;
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        List<SequencedEvent> page = events.stream()
                .filter(event -> event.sequenceNumber() >= from)
                .limit(limit)
                .toList();
        if (page.stream().anyMatch(event -> event.event().eventType().equals("unreadable"))) {
            throw new StoreFailedException("its bytes make no sense", null);
        }
        return givesTiles
                ? page
                : page.stream().map(WrittenHistory::withOwnLeaf).toList();
    }

    private static SequencedEvent withOwnLeaf(SequencedEvent event) {
        SequencedEvent own = sequenced(event.event(), event.sequenceNumber());
        return new SequencedEvent(
                own.event(), own.sequenceNumber(), own.sequencedAt(), event.entityVersion(), own.leafHash(), 0);
    }

    @Override
    public List<StoredCommitment> commitments(long from) {
        return commitments.stream()
                .filter(commitment -> commitment.sequenceStart() >= from)
                .limit(2)
                .toList();
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return agentKeys.stream().filter(key -> key.agentId().equals(agentId)).toList();
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> sequencerKeys() {
        return sequencerKeys;
    }

    @Override
    public Optional<List<Tile>> tiles(StoredCommitment commitment, List<TileId> ids) {
        Map<TileId, Tile> tree = tiles.getOrDefault(commitment.sequenceStart(), Map.of());
        return givesTiles
                ? Optional.of(ids.stream()
                        .flatMap(id -> Optional.ofNullable(tree.get(id)).stream())
                        .toList())
                : Optional.empty();
    }

    /** Made of the tiles, or of the leaves that were committed to, and refused if it does not lead to the root. */
    @Override
    public EventProof proof(long sequenceNumber) {
        proofs++;
        StoredCommitment covering = commitments.stream()
                .filter(each -> each.sequenceStart() <= sequenceNumber && sequenceNumber <= each.sequenceEnd())
                .findFirst()
                .orElseThrow(() -> new NotCommittedException(stream, sequenceNumber, 0, head));
        long index = sequenceNumber - covering.sequenceStart();
        Hash leaf;
        InclusionProof path;
        try {
            if (givesTiles) {
                TiledTree tree = new TiledTree(covering.sequenceEnd() - covering.sequenceStart() + 1);
                List<Tile> found = tiles(covering, tree.tilesFor(index)).orElseThrow();
                leaf = tree.leaf(index, found);
                path = tree.proof(index, found);
            } else {
                List<Hash> range = leaves.getOrDefault(covering.sequenceStart(), List.of());
                leaf = range.get((int) index);
                path = MerkleTree.of(range).proof(index);
            }
            path.verify(leaf, covering.merkleRoot());
        } catch (InvalidTileException | InvalidProofException e) {
            throw new StoreFailedException("the proof leads elsewhere", e);
        }
        return new EventProof(stream, sequenceNumber, covering.batchId(), leaf, path);
    }
}
