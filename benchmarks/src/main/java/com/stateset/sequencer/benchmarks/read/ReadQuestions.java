package com.stateset.sequencer.benchmarks.read;

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
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.spi.EventStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/** What is asked about reading, on PostgreSQL. */
public final class ReadQuestions {

    private static final int BATCH = 1000;
    private static final int PAGE = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final String HEAD = """
            select h.head from sequencer.stream_heads h join sequencer.stream_ids i on i.stream_id = h.stream_id
            where i.tenant_id = ? and i.store_id = ?
            """;

    private ReadQuestions() {}

    /** All of them, each on a database of its own. */
    public static List<Question> all() {
        return List.of(
                new Question("head", ReadQuestions::head),
                new Question("read.page1000", ReadQuestions::page),
                new Question("replay.1M", ReadQuestions::replay),
                new Question("projection.rebuild.1M", ReadQuestions::rebuild));
    }

    private static Figure head(String name, Effort effort) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                Sequencer sequencer = sequencer(database);
                Connection connection = database.connect()) {
            EventStream stream = filled(sequencer, BATCH, effort.seed());
            PreparedStatement select = connection.prepareStatement(HEAD);
            List<MeasuredSubject> measured = Run.duel(
                    effort.schedule(),
                    effort.seed(),
                    new OneCaller("ours", 1, () -> requireHead(stream.head())),
                    new OneCaller("bare select, prepared, 1 connection", 1, () -> bareHead(select, stream)));
            return Figure.ofRate(name, "calls/s", measured.get(0), measured.get(1), "One caller, one after the other");
        }
    }

    private static void bareHead(PreparedStatement select, EventStream stream) throws Exception {
        select.setObject(1, stream.id().tenantId());
        select.setObject(2, stream.id().storeId());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            requireHead(row.getLong(1));
        }
    }

    private static void requireHead(long head) {
        if (head != BATCH) {
            throw new IllegalStateException("another head");
        }
    }

    private static Figure page(String name, Effort effort) throws Exception {
        int count = Math.max(effort.events() / 10, 2 * PAGE);
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                Sequencer sequencer = sequencer(database)) {
            EventStream stream = filled(sequencer, count, effort.seed());
            SplittableRandom places = new SplittableRandom(effort.seed());
            try (BareSelect bare = new BareSelect(database.connect(), stream.id())) {
                List<MeasuredSubject> measured = Run.duel(
                        effort.schedule(),
                        effort.seed(),
                        new OneCaller(
                                "ours",
                                PAGE,
                                () -> require(stream.read(ReadOptions.forwardsFrom(place(places, count))
                                                .limit(PAGE))
                                        .events()
                                        .size())),
                        new OneCaller(
                                "bare select of the same columns, binary",
                                PAGE,
                                () -> require(bare.page(place(places, count), PAGE))));
                return Figure.ofRate(
                        name,
                        "events/s",
                        measured.get(0),
                        measured.get(1),
                        String.format(Locale.ROOT, "Pages at random places of a stream of %,d events", count));
            }
        }
    }

    private static long place(SplittableRandom places, int count) {
        return places.nextLong(1, count - PAGE + 2L);
    }

    private static void require(long rows) {
        if (rows != PAGE) {
            throw new IllegalStateException("a page of " + rows);
        }
    }

    private static Figure replay(String name, Effort effort) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                Sequencer sequencer = sequencer(database)) {
            EventStream stream = filled(sequencer, effort.events(), effort.seed());
            return Figure.ofRates(
                    name,
                    replays(database, stream, 1, effort.rounds()),
                    "bare select of the same columns, binary, 1,000 rows per round trip",
                    String.format(Locale.ROOT, "A fold over %,d events", effort.events()));
        }
    }

    /** Folds a stream beside a bare select of its rows; the first rounds warm up. */
    static Comparison replays(BenchmarkDatabase database, EventStream stream, int warmUp, int rounds) throws Exception {
        long count = stream.head();
        try (BareSelect bare = new BareSelect(database.connect(), stream.id())) {
            Comparison.Turn ours = () -> Comparison.timed(() -> requireAll(
                    count, stream.replay().fold(1, Long.MAX_VALUE, Fold.of(() -> 0L, (seen, event) -> seen + 1))));
            Comparison.Turn plain = () -> Comparison.timed(() -> requireAll(count, bare.run()));
            Comparison.run(warmUp, ours, plain);
            return Comparison.run(rounds, ours, plain);
        }
    }

    private static long requireAll(long expected, long read) {
        if (read != expected) {
            throw new IllegalStateException(read + " of " + expected + " events were read");
        }
        return read;
    }

    private static Figure rebuild(String name, Effort effort) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create(effort);
                EventStore store = PostgresEventStore.connect(database.url());
                Sequencer sequencer = Sequencer.builder().store(store).build()) {
            EventStream stream = filled(sequencer, effort.events(), effort.seed());
            BareRebuild bare = new BareRebuild(database, stream.id());
            return Figure.ofRates(
                    name,
                    Comparison.run(
                            effort.rounds(),
                            () -> Comparison.timed(() -> rebuilt(store, stream)),
                            () -> Comparison.timed(bare::run)),
                    "bare select beside a batch of upserts per 1,000 rows, 2 connections",
                    String.format(Locale.ROOT, "A table of one row per order, from %,d events", effort.events()));
        }
    }

    /** Each time under another name, since a projection remembers how far it is. */
    private static long rebuilt(EventStore store, EventStream stream) throws InterruptedException {
        String name = "orders_" + UUID.randomUUID().toString().substring(0, 8);
        Projections projections = Projections.of(store);
        ProjectionRunner running = projections.run(new OrderCount(name), ProjectionOptions.defaults());
        try {
            long head = stream.head();
            if (!projections.awaitApplied(name, stream.id(), head, PATIENCE)) {
                throw new IllegalStateException(name + " is not at the head; running: " + projections.status(name));
            }
            return head;
        } finally {
            running.close();
        }
    }

    static Sequencer sequencer(BenchmarkDatabase database) {
        return Sequencer.builder()
                .store(PostgresEventStore.connect(database.url()))
                .build();
    }

    static EventStream filled(Sequencer sequencer, int count, long seed) {
        EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
        OrderEvents orders = new OrderEvents(seed);
        for (int filled = 0; filled < count; filled += BATCH) {
            stream.append(orders.next(Math.min(BATCH, count - filled)));
        }
        return stream;
    }
}
