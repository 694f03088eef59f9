package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.postgres.PostgresEventStore;
import java.util.List;
import java.util.Locale;

/** What is asked about appends. */
public final class AppendQuestions {

    private static final Load BATCHES = new Load(1, 100, 1);
    private static final Load SINGLES = new Load(64, 1, 1);
    private static final int MANY_STREAMS = 1000;

    /** A server's code is many times that of the API behind it: after twenty seconds, compilers still take a tenth of the processors. */
    private static final int WARMER = 2;

    private AppendQuestions() {}

    /** All of them, each on a database of its own. */
    public static List<Question> all() {
        return List.of(
                postgres("append.batch100.1caller", AppendCase.ONE),
                postgres("append.batch100.4callers", AppendCase.FOUR),
                postgres("append.batch100.4streams", AppendCase.STREAMS),
                postgres("append.single.64callers", AppendCase.SINGLES),
                new Question("append.single.64callers.1000streams", AppendQuestions::manyStreams),
                new Question("append.sqlite.batch100", AppendQuestions::sqlite),
                new Question("outbox.signed.batch100", AppendQuestions::outbox),
                signed("signed.batch100", 4, "Four callers"),
                signed("signed.batch100.1caller", 1, "One caller"),
                http("http.batch100.1client", BATCHES),
                http("http.single.64clients", SINGLES),
                new Question("growth.5M", AppendQuestions::growth));
    }

    /** Ours on a database, for callers that append batches to a stream each. It takes nothing over. */
    public static TimedSubject ours(BenchmarkDatabase database, int callers, int batch, long seed) {
        return SequencerSubject.on(
                PostgresEventStore.connect(database.url()),
                new Load(callers, batch, callers),
                new AppendWorkload(seed, EntityMix.MIXED));
    }

    private static Question postgres(String name, AppendCase asked) {
        return new Question(name, (row, effort) -> {
            try (Subjects subjects = Subjects.onPostgres(
                    asked, BenchmarkDatabase.create(effort), BareForm.PLAIN, EntityMix.MIXED, effort.seed())) {
                return figure(row, subjects, effort, asked.question());
            }
        });
    }

    private static Figure sqlite(String name, Effort effort) throws Exception {
        try (Subjects subjects = Subjects.onSqlite(AppendCase.SQLITE, EntityMix.MIXED, effort.seed())) {
            return figure(name, subjects, effort, AppendCase.SQLITE.question());
        }
    }

    private static Figure outbox(String name, Effort effort) throws Exception {
        try (Subjects subjects = Subjects.onOutboxes(OutboxBenchmarkCase.SIGNED, effort.seed())) {
            return figure(name, subjects, effort, OutboxBenchmarkCase.SIGNED.question());
        }
    }

    /** The limit is ours, with all callers on one stream. */
    private static Figure manyStreams(String name, Effort effort) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                BenchmarkDatabase other = BenchmarkDatabase.create(effort)) {
            return duel(
                    name,
                    effort,
                    subject("ours", database, new Load(SINGLES.callers(), 1, MANY_STREAMS), effort),
                    subject("ours, one stream", other, SINGLES, effort),
                    "64 callers, single events, each to another of 1,000 streams");
        }
    }

    /** The limit is ours, on a stream that begins empty. */
    private static Figure growth(String name, Effort effort) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                BenchmarkDatabase other = BenchmarkDatabase.create(effort)) {
            return duel(
                    name,
                    effort,
                    subject("ours", database, BATCHES, effort).grownTo(effort.grown()),
                    subject("ours, a small stream", other, BATCHES, effort),
                    String.format(
                            Locale.ROOT, "One caller, batches of 100, onto a stream of %,d events", effort.grown()));
        }
    }

    private static Question signed(String name, int callers, String who) {
        return new Question(name, (row, effort) -> {
            try (BenchmarkDatabase database = BenchmarkDatabase.create(effort)) {
                SignedSubject ours =
                        new SignedSubject(PostgresEventStore.connect(database.url()), callers, effort.seed());
                return duel(
                        row,
                        effort,
                        ours,
                        new BareVerification(ours.signer(), effort.seed()),
                        who + ", batches of 100, one stream, signed, Ed25519 by " + SignatureVerifier.standard());
            }
        });
    }

    /** The limit is the same through the Java API. */
    private static Question http(String name, Load load) {
        return new Question(name, (row, effort) -> {
            try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                    BenchmarkDatabase other = BenchmarkDatabase.create(effort)) {
                HttpSubject ours = new HttpSubject(
                        PostgresEventStore.connect(database.url()),
                        load,
                        new AppendWorkload(effort.seed(), EntityMix.MIXED));
                List<MeasuredSubject> measured = Run.duel(
                        effort.schedule().warmer(WARMER),
                        effort.seed(),
                        ours,
                        subject("ours through the Java API", other, load, effort));
                return Figure.ofRate(
                        row,
                        "events/s",
                        measured.get(0),
                        measured.get(1),
                        "Client and server in one process, HTTP/1.1 over loopback");
            }
        });
    }

    private static SequencerSubject subject(String name, BenchmarkDatabase database, Load load, Effort effort) {
        return SequencerSubject.named(
                name,
                PostgresEventStore.connect(database.url()),
                load,
                new AppendWorkload(effort.seed(), EntityMix.MIXED));
    }

    private static Figure duel(String name, Effort effort, Subject ours, Subject limit, String conditions)
            throws Exception {
        List<MeasuredSubject> measured = Run.duel(effort.schedule(), effort.seed(), ours, limit);
        return Figure.ofRate(name, "events/s", measured.get(0), measured.get(1), conditions);
    }

    private static Figure figure(String name, Subjects subjects, Effort effort, String conditions) throws Exception {
        List<MeasuredSubject> measured = Run.of(effort.schedule(), effort.seed(), subjects.all());
        return Figure.ofRate(name, "events/s", measured.get(0), measured.get(1), conditions);
    }
}
