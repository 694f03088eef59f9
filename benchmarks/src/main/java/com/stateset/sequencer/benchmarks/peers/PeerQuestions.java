package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.append.AppendQuestions;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.OneCaller;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.replay.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What is asked about a peer, and how ours answers the same. */
final class PeerQuestions {

    private static final int FILLED_AT_ONCE = 1000;

    private PeerQuestions() {}

    /** Those of some rows. */
    static List<Question> of(Peer peer, Set<PeerRow> rows, List<String> payloads) {
        return Stream.of(PeerRow.values())
                .filter(row -> rows.contains(row) && peer.rows().contains(row))
                .map(row -> new Question(
                        row.row() + "." + peer.name(),
                        (name, effort) -> row == PeerRow.READ
                                ? reads(name, effort, peer, payloads)
                                : appends(name, effort, peer, row)))
                .toList();
    }

    private static Figure appends(String name, Effort effort, Peer peer, PeerRow row) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                BenchmarkDatabase other = BenchmarkDatabase.create(effort);
                TimedSubject ours = AppendQuestions.ours(database, row.callers(), row.events(), effort.seed());
                TimedSubject theirs = peer.open(other, row)) {
            return figure(name, effort, ours, theirs, row);
        }
    }

    private static Figure reads(String name, Effort effort, Peer peer, List<String> payloads) throws Exception {
        int events = PeerRow.READ.events();
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                BenchmarkDatabase other = BenchmarkDatabase.create(effort);
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(database.url()))
                        .build();
                TimedSubject theirs = peer.open(other, PeerRow.READ)) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            fill(stream, events, payloads);
            database.vacuum();
            other.vacuum();
            TimedSubject ours = new OneCaller("ours", events, () -> readAll(stream, events));
            return figure(name, effort, ours, theirs, PeerRow.READ);
        }
    }

    private static Figure figure(String name, Effort effort, TimedSubject ours, TimedSubject theirs, PeerRow row)
            throws Exception {
        List<MeasuredSubject> measured = Run.of(effort.schedule(), effort.seed(), List.of(ours, theirs));
        return Figure.ofRate(name, "events/s", measured.get(0), measured.get(1), row.conditions());
    }

    private static void fill(EventStream stream, int events, List<String> payloads) {
        for (int filled = 0; filled < events; filled += FILLED_AT_ONCE) {
            List<NewEvent> made = new ArrayList<>();
            for (int i = filled; i < Math.min(events, filled + FILLED_AT_ONCE); i++) {
                made.add(NewEvent.builder()
                        .entity("order", "ord-" + i)
                        .eventType("order.placed")
                        .payload(payloads.get(i % payloads.size()))
                        .build());
            }
            stream.append(made);
        }
    }

    private static void readAll(EventStream stream, int events) {
        long read = stream.replay().fold(1, Long.MAX_VALUE, Fold.of(() -> 0L, (seen, event) -> seen + 1));
        if (read != events) {
            throw new IllegalStateException(read + " of " + events + " events were read");
        }
    }
}
