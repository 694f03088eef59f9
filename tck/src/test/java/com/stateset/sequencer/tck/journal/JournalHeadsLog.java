package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tck.journal.JournalHistory.KeptNote;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The heads log of {@link JournalStore}. */
final class JournalHeadsLog implements HeadsLogStore {

    private static final char ENTRIES = 'h';
    private static final char CHECKPOINT = 'o';
    private static final char WITNESSED = 'w';

    private final Journal journal;
    private final Map<StreamId, List<SequencedEvent>> streams;
    private final List<HeadsLogEntry> entries = new ArrayList<>();
    private final Map<StreamId, HeadsLogEntry> last = new HashMap<>();
    private @Nullable KeptNote checkpoint;
    private @Nullable KeptNote witnessed;

    JournalHeadsLog(Journal journal, Map<StreamId, List<SequencedEvent>> streams) {
        this.journal = journal;
        this.streams = streams;
        journal.onRecord(ENTRIES, this::take);
        journal.onRecord(CHECKPOINT, in -> checkpoint = KeptNote.larger(checkpoint, KeptNote.read(in)));
        journal.onRecord(WITNESSED, in -> witnessed = KeptNote.larger(witnessed, KeptNote.read(in)));
    }

    @Override
    public CompactRange rightEdge() {
        return journal.look(this::currentEdge);
    }

    private CompactRange currentEdge() {
        return CompactRange.EMPTY.appendRecords(records());
    }

    @Override
    public List<StreamHead> moved(int limit) {
        return journal.look(() -> streams.entrySet().stream()
                .map(stream -> new StreamHead(stream.getKey(), stream.getValue().size()))
                .filter(at -> !last.containsKey(at.stream())
                        || at.head() > last.get(at.stream()).head().size())
                .sorted((one, other) -> one.stream().compareTo(other.stream()))
                .limit(limit)
                .toList());
    }

    @Override
    public Optional<HeadsLogEntry> last(StreamId stream, long size) {
        Hash named = VesHashes.stream(stream);
        return journal.look(() -> entries.stream()
                .limit(size)
                .filter(entry -> entry.streamId().equals(named))
                .reduce((earlier, later) -> later));
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

    private Optional<EnteredBreak> lastBreak(Predicate<HeadsLogEntry> which) {
        return journal.look(() -> IntStream.range(0, entries.size())
                .filter(at -> entries.get(at).kind() == HeadsLogEntry.Kind.BREAK && which.test(entries.get(at)))
                .mapToObj(at -> new EnteredBreak(at, entries.get(at)))
                .reduce((earlier, later) -> later));
    }

    @Override
    public boolean append(AppendedEntries tree, Map<StreamId, HeadsLogEntry> added) {
        if (tree.size() - tree.before().size() != added.size()) {
            throw new IllegalArgumentException("the tree grows by another number than " + added.size());
        }
        return journal.step(() -> {
            if (!tree.before().equals(currentEdge())) {
                return false;
            }
            journal.append(ENTRIES, out -> {
                for (Map.Entry<StreamId, HeadsLogEntry> entry : added.entrySet()) {
                    Codec.writeUuid(entry.getKey().tenantId(), out);
                    Codec.writeUuid(entry.getKey().storeId(), out);
                    out.write(entry.getValue().toByteArray());
                }
            });
            return true;
        });
    }

    @Override
    public List<HeadsLogEntry> entries(long from, int limit) {
        return journal.look(() -> entries.stream().skip(from).limit(limit).toList());
    }

    @Override
    public TileSource tiles() {
        return tile -> journal.look(() ->
                JournalHistory.tile(entries.size(), place -> entries.get(place).recordHash(), tile));
    }

    @Override
    public Optional<SignedNote> checkpoint() {
        return journal.look(() -> Optional.ofNullable(checkpoint).map(KeptNote::note));
    }

    @Override
    public Optional<SignedNote> witnessed() {
        return journal.look(() -> Optional.ofNullable(witnessed).map(KeptNote::note));
    }

    @Override
    public void keepCheckpoint(long size, SignedNote note) {
        write(CHECKPOINT, new KeptNote(size, note));
    }

    @Override
    public void keepWitnessed(long size, SignedNote note) {
        write(WITNESSED, new KeptNote(size, note));
    }

    private void write(char kind, KeptNote note) {
        journal.step(() -> {
            journal.append(kind, note::write);
            return true;
        });
    }

    private List<Hash> records() {
        return entries.stream().map(HeadsLogEntry::recordHash).toList();
    }

    private void take(DataInputStream in) throws IOException {
        while (in.available() > 0) {
            StreamId stream = new StreamId(Codec.readUuid(in), Codec.readUuid(in));
            HeadsLogEntry entry = HeadsLogEntry.parse(in.readNBytes(HeadsLogEntry.LENGTH));
            entries.add(entry);
            last.put(stream, entry);
        }
    }
}
