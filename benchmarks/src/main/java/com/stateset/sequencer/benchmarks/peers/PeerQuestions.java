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
import java.util.Locale;
import java.util.UUID;

/** What is asked about a peer, and how ours answers the same. */
final class PeerQuestions {

    private static final int READ = 20_000;
    private static final int FILLED_AT_ONCE = 1000;

    private PeerQuestions() {}

    /** All of them. */
    static List<Question> of(Peer peer, List<String> payloads) {
        List<Question> questions = new ArrayList<>();
        for (PeerLoad load : PeerLoad.values()) {
            questions.add(
                    new Question(load.row() + "." + peer.name(), (row, effort) -> appends(row, effort, peer, load)));
        }
        if (peer.isRead()) {
            questions.add(
                    new Question("read.20000." + peer.name(), (row, effort) -> reads(row, effort, peer, payloads)));
        }
        return questions;
    }

    private static Figure appends(String row, Effort effort, Peer peer, PeerLoad load) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                BenchmarkDatabase other = BenchmarkDatabase.create();
                TimedSubject ours = AppendQuestions.ours(database, load.callers(), load.batch(), effort.seed());
                TimedSubject theirs = peer.appends(other, load)) {
            return figure(row, effort, ours, theirs, load.conditions());
        }
    }

    private static Figure reads(String row, Effort effort, Peer peer, List<String> payloads) throws Exception {
        int events = Math.min(READ, effort.events());
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                BenchmarkDatabase other = BenchmarkDatabase.create();
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(database.url()))
                        .build();
                TimedSubject theirs = peer.reads(other, events)) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            fill(stream, events, payloads);
            return figure(
                    row,
                    effort,
                    new OneCaller("ours", events, () -> readAll(stream, events)),
                    theirs,
                    String.format(Locale.ROOT, "One caller, a stream of %,d events from its start", events));
        }
    }

    private static Figure figure(String row, Effort effort, TimedSubject ours, TimedSubject theirs, String conditions)
            throws Exception {
        List<MeasuredSubject> measured = Run.of(effort.schedule(), effort.seed(), List.of(ours, theirs));
        return Figure.ofRate(row, "events/s", measured.get(0), measured.get(1), conditions);
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
