package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The commitments of {@link JournalStore}, all of them complete. */
final class JournalCommitments implements CommitmentStore {

    private static final char COMMITMENT = 'c';
    private static final char TILES = 't';
    private static final char DROPPED_TILES = 'd';

    private final Journal journal;
    private final Map<StreamId, List<SequencedEvent>> events;
    private final Map<StreamId, List<StoredCommitment>> chains = new HashMap<>();
    private final Map<Range, Map<TileId, Tile>> tiles = new HashMap<>();

    private record Range(StreamId stream, long start, long end) {

        void write(DataOutputStream out) throws IOException {
            CommitmentCodec.write(stream, out);
            out.writeLong(start);
            out.writeLong(end);
        }

        static Range read(DataInputStream in) throws IOException {
            return new Range(CommitmentCodec.readStream(in), in.readLong(), in.readLong());
        }
    }

    /** Keeps its commitments in a journal, beside the events that they are of. */
    JournalCommitments(Journal journal, Map<StreamId, List<SequencedEvent>> events) {
        this.journal = journal;
        this.events = events;
        journal.onRecord(COMMITMENT, this::takeCommitment);
        journal.onRecord(TILES, this::takeTiles);
        journal.onRecord(DROPPED_TILES, in -> tiles.remove(Range.read(in)));
    }

    @Override
    public LeafPage leaves(StreamId stream, long from, int limit) {
        return journal.look(() -> {
            ByteArrayOutputStream hashes = new ByteArrayOutputStream();
            boolean allSigned = true;
            List<SequencedEvent> page =
                    rows(stream).stream().skip(from - 1).limit(limit).toList();
            for (SequencedEvent row : page) {
                hashes.writeBytes(row.leafHash().toByteArray());
                allSigned &= row.event().authorship() instanceof Authorship.Signed;
            }
            return new LeafPage(page.size(), hashes.toByteArray(), allSigned);
        });
    }

    @Override
    public void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> added) {
        append(TILES, out -> {
            new Range(stream, sequenceStart, sequenceEnd).write(out);
            for (Tile tile : added) {
                CommitmentCodec.write(tile, out);
            }
        });
    }

    @Override
    public void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd) {
        append(DROPPED_TILES, new Range(stream, sequenceStart, sequenceEnd)::write);
    }

    @Override
    public boolean publish(Commitment commitment) {
        return journal.step(() -> {
            List<StoredCommitment> chain = chain(commitment.stream());
            long end = chain.isEmpty() ? 0 : chain.get(chain.size() - 1).sequenceEnd();
            if (commitment.sequenceStart() != end + 1) {
                return false;
            }
            journal.append(COMMITMENT, out -> CommitmentCodec.write(commitment, out));
            return true;
        });
    }

    @Override
    public Optional<StoredCommitment> last(StreamId stream) {
        return newestFirst(stream, Long.MAX_VALUE, 1).stream().findFirst();
    }

    @Override
    public Optional<StoredCommitment> find(UUID batchId) {
        return journal.look(() -> chains.values().stream()
                .flatMap(List::stream)
                .filter(commitment -> commitment.batchId().equals(batchId))
                .findFirst());
    }

    @Override
    public Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        return journal.look(() -> chain(stream).stream()
                .filter(commitment ->
                        commitment.sequenceStart() <= sequenceNumber && sequenceNumber <= commitment.sequenceEnd())
                .findFirst());
    }

    @Override
    public List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return journal.look(() -> {
            List<StoredCommitment> reversed = new ArrayList<>(chain(stream));
            Collections.reverse(reversed);
            return reversed.stream()
                    .filter(commitment -> commitment.sequenceStart() < before)
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return journal.look(() -> chain(stream).stream()
                .filter(commitment -> commitment.sequenceStart() >= from)
                .limit(limit)
                .toList());
    }

    @Override
    public List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        return journal.look(() -> {
            Map<TileId, Tile> found = tiles.getOrDefault(new Range(stream, sequenceStart, sequenceEnd), Map.of());
            return ids.stream().map(found::get).filter(Objects::nonNull).toList();
        });
    }

    @Override
    public void fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot) {
        journal.failIfClosed();
    }

    @Override
    public List<Backlog> backlogs(int limit) {
        return journal.look(() -> {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            List<Backlog> backlogs = new ArrayList<>();
            events.forEach((stream, rows) -> {
                List<StoredCommitment> chain = chain(stream);
                long end = chain.isEmpty() ? 0 : chain.get(chain.size() - 1).sequenceEnd();
                if (end < rows.size()) {
                    backlogs.add(new Backlog(
                            stream, end, rows.size(), rows.get((int) end).sequencedAt(), now));
                }
            });
            return backlogs.stream()
                    .sorted(Comparator.comparing(Backlog::oldest))
                    .limit(limit)
                    .toList();
        });
    }

    private List<SequencedEvent> rows(StreamId stream) {
        return events.getOrDefault(stream, List.of());
    }

    private List<StoredCommitment> chain(StreamId stream) {
        return chains.getOrDefault(stream, List.of());
    }

    private void append(char kind, Journal.Writer content) {
        journal.step(() -> {
            journal.append(kind, content);
            return true;
        });
    }

    private void takeCommitment(DataInputStream in) throws IOException {
        Commitment commitment = CommitmentCodec.readCommitment(in);
        chains.computeIfAbsent(commitment.stream(), any -> new ArrayList<>()).add(StoredCommitment.of(commitment));
    }

    private void takeTiles(DataInputStream in) throws IOException {
        Map<TileId, Tile> ofRange = tiles.computeIfAbsent(Range.read(in), any -> new HashMap<>());
        while (in.available() > 0) {
            Tile tile = CommitmentCodec.readTile(in);
            ofRange.put(tile.id(), tile);
        }
    }
}
