package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The trees of {@link JournalStore}: made of the rows, but for what was signed, which is in the journal. */
final class JournalHistory implements HistoryStore {

    private static final char KEPT = 'p';
    private static final char REPLACED = 'r';

    private final Journal journal;
    private final Map<StreamId, List<SequencedEvent>> streams;
    private final JournalHeadsLog headsLog;
    private final UnaryOperator<CompactRange> toShow;
    private final Map<StreamId, CompactRange> edges = new HashMap<>();
    private final Map<StreamId, KeptNote> checkpoints = new HashMap<>();

    JournalHistory(Journal journal, Map<StreamId, List<SequencedEvent>> streams, UnaryOperator<CompactRange> toShow) {
        this.toShow = toShow;
        this.journal = journal;
        this.streams = streams;
        this.headsLog = new JournalHeadsLog(journal, streams);
        journal.onRecord(KEPT, in -> checkpoints.merge(stream(in), KeptNote.read(in), KeptNote::larger));
        journal.onRecord(REPLACED, in -> checkpoints.put(stream(in), KeptNote.read(in)));
    }

    @Override
    public CompactRange rightEdge(StreamId stream) {
        return toShow.apply(journal.look(() -> currentEdge(stream)));
    }

    /** The edge within a step: rows are only ever added, so it is extended. */
    CompactRange currentEdge(StreamId stream) {
        List<SequencedEvent> rows = streams.getOrDefault(stream, List.of());
        CompactRange edge = edges.getOrDefault(stream, CompactRange.EMPTY);
        CompactRange now = edge.appendEntries(rows.subList((int) edge.size(), rows.size()).stream()
                .map(SequencedEvent::leafHash)
                .toList());
        edges.put(stream, now);
        return now;
    }

    @Override
    public TileSource tiles(StreamId stream) {
        return tile -> journal.look(() -> tile(streams.getOrDefault(stream, List.of()), tile));
    }

    /** Makes a tile of the leaves of rows. */
    static byte[] tile(List<SequencedEvent> rows, TilePath tile) {
        return tile(rows.size(), place -> LogHashes.record(rows.get(place).leafHash()), tile);
    }

    @Override
    public Optional<SignedNote> checkpoint(StreamId stream) {
        return journal.look(() -> Optional.ofNullable(checkpoints.get(stream)).map(KeptNote::note));
    }

    @Override
    public void keepCheckpoints(List<KeptCheckpoint> kept) {
        kept.forEach(each -> write(KEPT, each));
    }

    @Override
    public void replaceCheckpoint(KeptCheckpoint checkpoint) {
        write(REPLACED, checkpoint);
    }

    @Override
    public HeadsLogStore headsLog() {
        return headsLog;
    }

    private void write(char kind, KeptCheckpoint checkpoint) {
        journal.step(() -> {
            journal.append(kind, out -> {
                Codec.writeUuid(checkpoint.stream().tenantId(), out);
                Codec.writeUuid(checkpoint.stream().storeId(), out);
                new KeptNote(checkpoint.size(), checkpoint.note()).write(out);
            });
            return true;
        });
    }

    private static StreamId stream(DataInputStream in) throws IOException {
        return new StreamId(Codec.readUuid(in), Codec.readUuid(in));
    }

    /**
     * Makes a tile from record hashes of its log: too short if the log ends within it.
     *
     * @param size how many there are
     * @param records gives each by its index
     */
    static byte[] tile(int size, IntFunction<Hash> records, TilePath tile) {
        long span = 1L << (8 * tile.level());
        long first = tile.index() * TilePath.FULL_WIDTH;
        int width = (int) Math.min(tile.width(), Math.max(0, size / span - first));
        ByteBuffer hashes = ByteBuffer.allocate(width * Hash.LENGTH);
        for (long place = first; place < first + width; place++) {
            List<Hash> below = IntStream.range((int) (place * span), (int) ((place + 1) * span))
                    .mapToObj(records)
                    .toList();
            hashes.put(CompactRange.EMPTY.appendRecords(below).root().toByteArray());
        }
        return hashes.array();
    }

    /** A note of a log of that size. */
    record KeptNote(long size, SignedNote note) {

        static KeptNote read(DataInputStream in) throws IOException {
            return new KeptNote(in.readLong(), SignedNote.parse(in.readNBytes(in.readInt())));
        }

        void write(DataOutputStream out) throws IOException {
            byte[] bytes = note.toByteArray();
            out.writeLong(size);
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        /** The other one, unless it is smaller. */
        static KeptNote larger(@Nullable KeptNote one, KeptNote other) {
            return one != null && other.size < one.size ? one : other;
        }
    }
}
