package com.stateset.sequencer.tck;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Append;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.Appended;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StreamFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * A small correct store for trying the suites: all rows in memory, and in a file to which each group is appended as one record
 * under a lock of the file. Survives a kill of its process; not meant for more.
 *
 * <p>Its protected methods are where broken stores go wrong.
 */
class JournalStore implements EventStore {

    private static final int HEADER = 4 + 8;

    /** A file lock keeps out other processes only. */
    private static final Map<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Object monitor;
    private final FileChannel file;
    private final Map<StreamId, List<SequencedEvent>> streams = new HashMap<>();
    private long readTo;
    private volatile boolean closed;

    JournalStore(Path path) {
        this.monitor = MONITORS.computeIfAbsent(path, any -> new Object());
        try {
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreUnavailableException("the journal cannot be opened", e);
        }
    }

    /** The last chance to change what is stored of a group. */
    protected List<SequencedEvent> toStore(List<SequencedEvent> rows) {
        return rows;
    }

    /** The last chance to change what is answered, or not to answer. */
    protected List<Appended> toAnswer(List<Append> group, List<Appended> results) {
        return results;
    }

    /** What the rules are told about a stream. */
    protected StreamFacts facts(StreamId stream) {
        return new RowFacts(List.copyOf(rows(stream)));
    }

    /** Takes in what others have written. */
    protected void refresh() throws IOException {
        for (Optional<byte[]> record = record(); record.isPresent(); record = record()) {
            apply(decode(record.get()));
            readTo += HEADER + record.get().length;
        }
    }

    @Override
    public List<Appended> append(List<Append> group) {
        synchronized (monitor) {
            failIfClosed();
            try (FileLock lock = file.lock()) {
                Objects.requireNonNull(lock);
                refresh();
                AppendPlan plan = AppendPlan.of(group, this::facts);
                Map<StreamId, Instant> moments = new HashMap<>();
                plan.moves().forEach(move -> moments.put(move.stream(), moment(rows(move.stream()))));
                List<SequencedEvent> rows = plan.rows().stream()
                        .map(row -> new SequencedEvent(
                                row.event(),
                                row.sequenceNumber(),
                                moments.get(row.event().stream()),
                                row.entityVersion(),
                                row.leafHash(),
                                row.sequencerKeyVersion()))
                        .toList();
                store(toStore(rows));
                return toAnswer(group, plan.results(moments));
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be written", e);
            }
        }
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
                .filter(row -> matches(row, options))
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

    private static boolean matches(SequencedEvent row, ReadOptions options) {
        EntityRef entity = row.event().entity();
        return (options.entityType() == null || options.entityType().equals(entity.type()))
                && (options.entityId() == null || options.entityId().equals(entity.id()))
                && (options.eventType() == null
                        || options.eventType().equals(row.event().eventType()));
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
    public void ping() {
        failIfClosed();
    }

    @Override
    public int appendConcurrency() {
        return 1;
    }

    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            try {
                file.close();
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be closed", e);
            }
        }
    }

    private List<SequencedEvent> current(StreamId stream) {
        synchronized (monitor) {
            failIfClosed();
            try {
                refresh();
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be read", e);
            }
            return List.copyOf(rows(stream));
        }
    }

    private void failIfClosed() {
        if (closed) {
            throw new StoreUnavailableException("the store is closed", null);
        }
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (SequencedEvent row : rows) {
            RowCodec.write(row, out);
        }
        if (bytes.size() > 0) {
            ByteBuffer record = ByteBuffer.allocate(HEADER + bytes.size());
            record.putInt(bytes.size()).putLong(checksum(bytes.toByteArray())).put(bytes.toByteArray());
            // Over a record that a kill cut short, if there is one.
            file.truncate(readTo);
            file.write(record.flip(), readTo);
            apply(rows);
            readTo += record.capacity();
        }
    }

    private void apply(List<SequencedEvent> rows) {
        rows.forEach(row -> streams.computeIfAbsent(row.event().stream(), any -> new ArrayList<>())
                .add(row));
    }

    private Optional<byte[]> record() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (file.read(header, readTo) < HEADER) {
            return Optional.empty();
        }
        byte[] body = new byte[header.getInt(0)];
        return file.read(ByteBuffer.wrap(body), readTo + HEADER) == body.length && checksum(body) == header.getLong(4)
                ? Optional.of(body)
                : Optional.empty();
    }

    private static List<SequencedEvent> decode(byte[] record) throws IOException {
        List<SequencedEvent> rows = new ArrayList<>();
        ByteArrayInputStream bytes = new ByteArrayInputStream(record);
        while (bytes.available() > 0) {
            rows.add(RowCodec.read(new DataInputStream(bytes)));
        }
        return rows;
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** The facts as the rows tell them. */
    record RowFacts(List<SequencedEvent> rows) implements StreamFacts {

        @Override
        public long head() {
            return rows.size();
        }

        @Override
        public StoredEvent stored(UUID eventId) {
            return rows.stream()
                    .filter(row -> row.event().eventId().equals(eventId))
                    .findFirst()
                    .map(row -> new StoredEvent(row.sequenceNumber(), row.sequencedAt(), row.leafHash()))
                    .orElse(null);
        }

        @Override
        public boolean commandUsed(UUID commandId) {
            return rows.stream().anyMatch(row -> commandId.equals(row.event().commandId()));
        }

        @Override
        public long version(EntityRef entity) {
            return rows.stream()
                    .filter(row -> row.event().entity().equals(entity))
                    .count();
        }
    }
}
