package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreContract;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogProver;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a log must be, with any writers: dense, without doubles, versions and leaves right, and the same by every way of
 * reading.
 */
final class LogCheck {

    private final StreamId stream;
    private final Consumer<String> violations;

    private LogCheck(StreamId stream, Consumer<String> violations) {
        this.stream = stream;
        this.violations = violations;
    }

    /** Reads a stream's whole log and checks it by itself. */
    static StreamLog read(EventStore store, StreamId stream, Consumer<String> violations) {
        List<SequencedEvent> rows =
                StoreContract.readAll(store, stream, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
        LogCheck check = new LogCheck(stream, violations);
        check.rows(rows);
        check.tree(store, rows);
        check.otherWaysOfReading(store, rows);
        return new StreamLog(stream, rows);
    }

    private void rows(List<SequencedEvent> rows) {
        Set<UUID> ids = new HashSet<>();
        Set<UUID> commands = new HashSet<>();
        Map<EntityRef, Long> versions = new HashMap<>();
        Instant last = Instant.MIN;
        UUID command = null;
        for (int i = 0; i < rows.size(); i++) {
            SequencedEvent row = rows.get(i);
            Event event = row.event();
            expect(row.sequenceNumber() == i + 1, row, "stands in place " + (i + 1));
            expect(event.stream().equals(stream), row, "is of stream " + event.stream());
            expect(ids.add(event.eventId()), row, "is in the log twice: " + event.eventId());
            long version = versions.merge(event.entity(), 1L, Long::sum);
            expect(
                    row.entityVersion() == version,
                    row,
                    "has entity version " + row.entityVersion() + ", not " + version);
            expect(
                    event.baseVersion() == null || event.baseVersion() == version - 1,
                    row,
                    "was accepted with base version " + event.baseVersion() + " at version " + (version - 1));
            if (event.commandId() != null && !event.commandId().equals(command)) {
                expect(commands.add(event.commandId()), row, "is of a command that was used up before");
            }
            command = event.commandId();
            expect(!row.sequencedAt().isBefore(last), row, "was sequenced at " + row.sequencedAt() + " after " + last);
            last = row.sequencedAt();
            hashes(row);
        }
    }

    private void hashes(SequencedEvent row) {
        Event event = row.event();
        Instant at = row.sequencedAt();
        expect(at.equals(at.truncatedTo(ChronoUnit.MICROS)), row, "was sequenced between two microseconds: " + at);
        expect(
                VesHashes.leaf(
                                stream,
                                row.sequenceNumber(),
                                VesHashes.signing(event),
                                event.authorship().signature())
                        .equals(row.leafHash()),
                row,
                "has a wrong leaf");
        expect(
                event.payload() instanceof Payload.Content && Ciphertext.isIntact(event),
                row,
                "has a payload that does not match its hashes");
    }

    /** The tree that is stored with the head, and the tiles that proofs are made of. */
    private void tree(EventStore store, List<SequencedEvent> rows) {
        CompactRange edge = CompactRange.EMPTY.appendEntries(
                rows.stream().map(SequencedEvent::leafHash).toList());
        expect(store.history().rightEdge(stream).equals(edge), "has a tree other than its leaves make");
        expect(
                new LogProver(store.history().tiles(stream), rows.size())
                        .rightEdge()
                        .equals(edge),
                "has tiles other than its leaves make");
    }

    private void otherWaysOfReading(EventStore store, List<SequencedEvent> rows) {
        expect(store.head(stream) == rows.size(), "has head " + store.head(stream) + " but " + rows.size() + " events");
        List<SequencedEvent> backwards = new ArrayList<>(StoreContract.readAll(
                store, stream, ReadOptions.backwardsFromHead().limit(ReadOptions.MAX_LIMIT)));
        Collections.reverse(backwards);
        expect(backwards.equals(rows), "reads otherwise backwards than forwards");
        Map<EntityRef, List<SequencedEvent>> entities = new LinkedHashMap<>();
        rows.forEach(row -> entities.computeIfAbsent(row.event().entity(), entity -> new ArrayList<>())
                .add(row));
        entities.forEach((entity, events) ->
                expect(history(store, entity).equals(events), "has a history of " + entity + " other than its events"));
        for (int i = 0; i < rows.size(); i += 1 + rows.size() / 50) {
            SequencedEvent row = rows.get(i);
            expect(
                    store.find(stream, row.event().eventId())
                            .filter(row::equals)
                            .isPresent(),
                    row,
                    "is not found by its id");
        }
    }

    private List<SequencedEvent> history(EventStore store, EntityRef entity) {
        List<SequencedEvent> events = new ArrayList<>();
        var page = store.entityHistory(stream, entity, 0, ReadOptions.MAX_LIMIT);
        events.addAll(page.events());
        while (page.hasMore() && !page.events().isEmpty()) {
            page = store.entityHistory(stream, entity, events.size(), ReadOptions.MAX_LIMIT);
            events.addAll(page.events());
        }
        return events;
    }

    private void expect(boolean holds, SequencedEvent row, String otherwise) {
        if (!holds) {
            violations.accept("event " + row.sequenceNumber() + " of " + stream + " " + otherwise);
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            violations.accept("stream " + stream + " " + otherwise);
        }
    }
}
