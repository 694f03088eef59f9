package com.stateset.sequencer;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The trees over the streams of a {@link MemoryStore}, what was signed of them, and the heads log, under one lock. */
final class MemoryHistory implements HistoryStore, HeadsLogStore {

    private final Function<StreamId, List<SequencedEvent>> log;
    private final Supplier<List<StreamId>> streams;
    private final Map<StreamId, CompactRange> edges = new HashMap<>();
    private final Map<StreamId, KeptNote> checkpoints = new HashMap<>();
    private final List<HeadsLogEntry> entries = new ArrayList<>();
    private @Nullable KeptNote checkpoint;
    private @Nullable KeptNote witnessed;
    private volatile Runnable beforeRead = () -> {};
    private volatile Runnable beforeKeep = () -> {};
    private volatile Runnable beforeBreak = () -> {};
    private volatile Runnable beforeEnter = () -> {};
    private volatile boolean endLost;

    MemoryHistory(Function<StreamId, List<SequencedEvent>> log, Supplier<List<StreamId>> streams) {
        this.log = log;
        this.streams = streams;
    }

    /** Runs {@code action} before each reading of a stream's tree from now on; what it throws, the reading throws. */
    void beforeRead(Runnable action) {
        beforeRead = action;
    }

    /** Runs {@code action} before each keeping of a stream's checkpoint from now on; what it throws, the keeping throws. */
    void beforeKeep(Runnable action) {
        beforeKeep = action;
    }

    /** Runs {@code action} before each look for a break from now on. */
    void beforeBreak(Runnable action) {
        beforeBreak = action;
    }

    /** Runs {@code action} before each append to the heads log from now on. */
    void beforeEnter(Runnable action) {
        beforeEnter = action;
    }

    /** Lets the row be missing that has the end of the heads log. */
    void loseEnd() {
        endLost = true;
    }

    /** Ends the heads log at a size, as a restored backup would, with a checkpoint that was kept then. */
    synchronized void cutHeadsLog(int size, @Nullable SignedNote kept) {
        entries.subList(size, entries.size()).clear();
        checkpoint = kept == null ? null : new KeptNote(size, kept);
    }

    /** Puts another entry in the place of one, as one who has the database but no key could. */
    synchronized void putEntry(int index, HeadsLogEntry entry) {
        entries.set(index, entry);
    }

    /** Forgets what was signed of a stream, or puts something else in its place. */
    synchronized void putCheckpoint(StreamId stream, long size, @Nullable SignedNote note) {
        if (note == null) {
            checkpoints.remove(stream);
        } else {
            checkpoints.put(stream, new KeptNote(size, note));
        }
    }

    /** Computes a stream's edge anew from its events, as if another history had been put in its place. */
    synchronized void forgetEdge(StreamId stream) {
        edges.remove(stream);
    }

    @Override
    public CompactRange rightEdge(StreamId stream) {
        beforeRead.run();
        return edge(stream);
    }

    /** The edge, for an append. */
    synchronized CompactRange edge(StreamId stream) {
        List<Hash> leaves = leaves(stream);
        CompactRange edge = edges.getOrDefault(stream, CompactRange.EMPTY);
        int from = edge.size() <= leaves.size() ? (int) edge.size() : 0;
        CompactRange start = from == 0 ? CompactRange.EMPTY : edge;
        CompactRange now = start.appendEntries(leaves.subList(from, leaves.size()));
        edges.put(stream, now);
        return now;
    }

    @Override
    public TileSource tiles(StreamId stream) {
        return tile -> {
            beforeRead.run();
            return tile(leaves(stream).stream().map(LogHashes::record).toList(), tile);
        };
    }

    @Override
    public synchronized Optional<SignedNote> checkpoint(StreamId stream) {
        beforeRead.run();
        return Optional.ofNullable(checkpoints.get(stream)).map(KeptNote::note);
    }

    @Override
    public void keepCheckpoints(List<KeptCheckpoint> kept) {
        beforeKeep.run();
        keep(kept);
    }

    private synchronized void keep(List<KeptCheckpoint> kept) {
        kept.forEach(
                each -> checkpoints.merge(each.stream(), new KeptNote(each.size(), each.note()), KeptNote::larger));
    }

    @Override
    public synchronized void replaceCheckpoint(KeptCheckpoint kept) {
        checkpoints.put(kept.stream(), new KeptNote(kept.size(), kept.note()));
    }

    @Override
    public HeadsLogStore headsLog() {
        return this;
    }

    @Override
    public synchronized CompactRange rightEdge() {
        if (endLost) {
            throw new StoreFailedException("the log of heads is damaged", null);
        }
        return CompactRange.EMPTY.appendRecords(records());
    }

    @Override
    public synchronized List<StreamHead> moved(int limit) {
        return streams.get().stream()
                .map(stream -> new StreamHead(stream, log.apply(stream).size()))
                .filter(at -> at.head()
                        > last(at.stream()).map(entry -> entry.head().size()).orElse(0L))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<HeadsLogEntry> last(StreamId stream, long size) {
        Hash named = VesHashes.stream(stream);
        return entries.stream()
                .limit(size)
                .filter(entry -> entry.streamId().equals(named))
                .reduce((earlier, later) -> later);
    }

    @Override
    public Optional<EnteredBreak> lastBreak(StreamId stream) {
        Hash named = VesHashes.stream(stream);
        return lastBreak(entry -> entry.streamId().equals(named));
    }

    @Override
    public Optional<EnteredBreak> lastBreak() {
        return lastBreak(entry -> true);
    }

    private synchronized Optional<EnteredBreak> lastBreak(Predicate<HeadsLogEntry> which) {
        beforeBreak.run();
        return IntStream.range(0, entries.size())
                .filter(at -> entries.get(at).kind() == HeadsLogEntry.Kind.BREAK && which.test(entries.get(at)))
                .mapToObj(at -> new EnteredBreak(at, entries.get(at)))
                .reduce((earlier, later) -> later);
    }

    @Override
    public boolean append(AppendedEntries tree, Map<StreamId, HeadsLogEntry> added) {
        beforeEnter.run();
        return enter(tree, added);
    }

    /** Appends to the heads log as another process would. */
    synchronized boolean enter(AppendedEntries tree, Map<StreamId, HeadsLogEntry> added) {
        if (tree.size() - tree.before().size() != added.size()) {
            throw new IllegalArgumentException("the tree grows by another number than " + added.size());
        }
        if (!tree.before().equals(rightEdge())) {
            return false;
        }
        entries.addAll(added.values());
        return true;
    }

    @Override
    public synchronized List<HeadsLogEntry> entries(long from, int limit) {
        return entries.stream().skip(from).limit(limit).toList();
    }

    @Override
    public TileSource tiles() {
        return tile -> tile(records(), tile);
    }

    @Override
    public synchronized Optional<SignedNote> checkpoint() {
        return Optional.ofNullable(checkpoint).map(KeptNote::note);
    }

    @Override
    public synchronized Optional<SignedNote> witnessed() {
        return Optional.ofNullable(witnessed).map(KeptNote::note);
    }

    @Override
    public synchronized void keepCheckpoint(long size, SignedNote note) {
        KeptNote kept = new KeptNote(size, note);
        checkpoint = checkpoint == null ? kept : checkpoint.larger(kept);
    }

    @Override
    public synchronized void keepWitnessed(long size, SignedNote note) {
        KeptNote kept = new KeptNote(size, note);
        witnessed = witnessed == null ? kept : witnessed.larger(kept);
    }

    private List<Hash> leaves(StreamId stream) {
        return log.apply(stream).stream().map(SequencedEvent::leafHash).toList();
    }

    private synchronized List<Hash> records() {
        return entries.stream().map(HeadsLogEntry::recordHash).toList();
    }

    /** Makes a tile from all record hashes of its log: too short if the log ends within it. */
    private static byte[] tile(List<Hash> records, TilePath tile) {
        long span = 1L << (8 * tile.level());
        long first = tile.index() * TilePath.FULL_WIDTH;
        int width = (int) Math.min(tile.width(), Math.max(0, records.size() / span - first));
        ByteBuffer hashes = ByteBuffer.allocate(width * Hash.LENGTH);
        for (long place = first; place < first + width; place++) {
            List<Hash> below = records.subList((int) (place * span), (int) ((place + 1) * span));
            hashes.put(CompactRange.EMPTY.appendRecords(below).root().toByteArray());
        }
        return hashes.array();
    }

    private record KeptNote(long size, SignedNote note) {

        /** The other one, unless it is smaller. */
        private KeptNote larger(KeptNote other) {
            return other.size < size ? this : other;
        }
    }
}
