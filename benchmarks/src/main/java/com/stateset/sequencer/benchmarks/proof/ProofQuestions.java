package com.stateset.sequencer.benchmarks.proof;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.turns.Comparison;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.OneCaller;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.verify.AuditOptions;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** What is asked about proofs, and about checking a whole history. */
public final class ProofQuestions {

    private static final int SMALL = 1000;
    private static final int BATCH = 1000;

    private ProofQuestions() {}

    /** All of them, each on a database of its own. */
    public static List<Question> all() {
        return List.of(
                proof("proof.1k", effort -> SMALL),
                proof("proof.1M", Effort::events),
                new Question("verify.1M", ProofQuestions::verify));
    }

    private static Question proof(String name, ToIntFunction<Effort> size) {
        return new Question(name, (row, effort) -> proof(row, effort, size.applyAsInt(effort)));
    }

    private static Figure proof(String name, Effort effort, int size) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(database.url()))
                        .signingKey(SigningKey.generate())
                        .build();
                Connection connection = database.connect()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            ProofBenchmark.fill(stream, size);
            HistoryTree tree = stream.history();
            long head = tree.checkpoint().orElseThrow().head().size();
            BareTiles bare = new BareTiles(connection, stream.id(), size);
            SplittableRandom places = new SplittableRandom(effort.seed());
            List<MeasuredSubject> measured = Run.duel(
                    effort.schedule(),
                    effort.seed(),
                    new OneCaller(
                            "ours",
                            1,
                            () -> requireEqual(
                                    tree.inclusion(places.nextLong(1, size + 1L), head)
                                            .size(),
                                    head)),
                    new OneCaller(
                            "bare select of the same tiles, one statement, 1 connection",
                            1,
                            () -> bare.read(places.nextLong(1, size + 1L))));
            return Figure.ofLatency(
                    name,
                    measured.get(0),
                    measured.get(1),
                    String.format(Locale.ROOT, "Proofs of random events of a stream of %,d", size));
        }
    }

    /** On SQLite, whose reads cost least: what is measured is the checking. */
    private static Figure verify(String name, Effort effort) throws Exception {
        int count = effort.events();
        Path file = Files.createTempFile("sequencer-benchmark", ".db");
        Files.delete(file);
        try (SqliteEventStore store = SqliteEventStore.open(file);
                Sequencer sequencer = Sequencer.builder().store(store).build()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
            sequencer.agentKeys().register(signer.agentKey(stream.id().tenantId()));
            fillSigned(stream, signer, count);
            BareCheck bare = new BareCheck(stream, signer.key().publicKey());
            Comparison compared = Comparison.run(
                    effort.rounds(),
                    () -> Comparison.timed(() -> requireSound(store, stream)),
                    () -> Comparison.timed(bare::run));
            return Figure.ofRates(
                    name,
                    compared,
                    "reading, two hashes and a signature per event, on all processors",
                    String.format(
                            Locale.ROOT,
                            "An audit of %,d signed events on SQLite, Ed25519 by %s",
                            count,
                            SignatureVerifier.standard()));
        } finally {
            for (String suffix : List.of("", "-wal", "-shm", "-journal", "-lock")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        }
    }

    private static void fillSigned(EventStream stream, AgentSigner signer, int count) {
        for (int filled = 0; filled < count; filled += BATCH) {
            int first = filled;
            List<NewEvent> batch = new ArrayList<>(IntStream.range(first, Math.min(first + BATCH, count))
                    .parallel()
                    .mapToObj(number -> signer.sign(
                            stream.id(),
                            NewEvent.builder()
                                    .entity("order", "o-" + number % SMALL)
                                    .eventType("order.placed")
                                    .payload("{\"total\":" + number + ",\"currency\":\"USD\",\"lines\":[{\"sku\":\"SKU-"
                                            + number + "\",\"quantity\":1,\"unit_price\":12.5}]}")
                                    .build()))
                    .toList());
            stream.append(batch);
        }
    }

    private static long requireSound(SqliteEventStore store, EventStream stream) {
        Verdict verdict = StreamAudit.of(
                new StoredHistory(store, stream.id()),
                SignatureVerifier.standard(),
                AuditOptions.NONE.acceptingNoCheckpoint(),
                (checked, of) -> {});
        if (!(verdict instanceof Verdict.Sound)) {
            throw new IllegalStateException(verdict.toString());
        }
        return stream.head();
    }

    private static void requireEqual(long one, long other) {
        if (one != other) {
            throw new IllegalStateException("a proof under another head");
        }
    }
}
