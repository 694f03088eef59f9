package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.FigureTable;
import com.stateset.sequencer.benchmarks.proof.ProofBenchmark;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.OneCaller;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.RunOptions;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.postgres.PostgresEventStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what becomes of a store that grows, beside one that stays small, in turns. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Lets one stream grow, and measures appends, pages and proofs at each size beside the same in a "
                + "database that stays small; then single appends over more and more streams beside a thousand.")
public final class GrowthBenchmark implements Callable<Integer> {

    private static final int PAGE = 1000;
    private static final Load BATCHES = new Load(1, 100, 1);
    private static final int CALLERS = 64;
    private static final int FEW_STREAMS = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "100000,5000000,20000000",
            description = "How many events the stream has; the first is the small one's size, too.")
    private List<Integer> sizes = new ArrayList<>();

    @Option(
            names = "--streams",
            split = ",",
            defaultValue = "10000,100000",
            description = "How many streams there are.")
    private List<Integer> streams = new ArrayList<>();

    private final List<Figure> figures = new ArrayList<>();

    /** Made by picocli. */
    public GrowthBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (sizes.get(0) < PAGE || streams.stream().anyMatch(count -> count < CALLERS)) {
            throw new ParameterException(
                    spec.commandLine(), "--sizes must be " + PAGE + " or more, --streams " + CALLERS + " or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        Run.printLoad(out, "before");
        oneStream();
        for (int count : streams) {
            manyStreams(count);
        }
        out.print(FigureTable.of(figures));
        Run.printLoad(out, "after");
        return 0;
    }

    private void oneStream() throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                Grown grown = new Grown(sequencer(database), "ours", options.seed())) {
            for (int size : sizes) {
                grown.growTo(size);
                measure(size, grown);
            }
        }
    }

    /** Appends come last, since they let the small stream grow, too: it is a new one for each size. */
    private void measure(int size, Grown grown) throws Exception {
        try (BenchmarkDatabase other = BenchmarkDatabase.create();
                Grown small = new Grown(sequencer(other), String.format(Locale.ROOT, "%,d events", sizes.get(0)), 1)) {
            small.growTo(sizes.get(0));
            List<MeasuredSubject> pages = turns(grown.pages(size), small.pages(sizes.get(0)));
            note("growth.page1000", size, "events/s", pages, "Pages at random places");
            List<MeasuredSubject> proofs = turns(grown.proofs(size), small.proofs(sizes.get(0)));
            note(Figure.ofLatency(
                    "growth.proof." + size, proofs.get(0), proofs.get(1), events(size) + "Proofs of random events"));
            note("growth.batch100", size, "events/s", turns(grown.appends, small.appends), "One caller");
        }
    }

    private void manyStreams(int count) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                BenchmarkDatabase other = BenchmarkDatabase.create();
                SequencerSubject ours = appends("ours", database, count);
                SequencerSubject few = appends("1,000 streams", other, FEW_STREAMS)) {
            ours.touchAll();
            few.touchAll();
            List<MeasuredSubject> measured = turns(ours, few);
            note(Figure.ofRate(
                    "growth.streams." + count,
                    "events/s",
                    measured.get(0),
                    measured.get(1),
                    String.format(Locale.ROOT, "64 callers, single events, each to another of %,d streams", count)));
        }
    }

    private SequencerSubject appends(String name, BenchmarkDatabase database, int count) {
        return SequencerSubject.named(
                name,
                PostgresEventStore.connect(database.url()),
                new Load(CALLERS, 1, count),
                new AppendWorkload(options.seed(), EntityMix.MIXED));
    }

    private void note(String name, int size, String unit, List<MeasuredSubject> measured, String what) {
        note(Figure.ofRate(name + "." + size, unit, measured.get(0), measured.get(1), events(size) + what));
    }

    /** What was measured is printed at once: to grow takes minutes, and what comes later may fail. */
    private void note(Figure figure) {
        figures.add(figure);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%-30s %14.2f %-10s %6.2f of %s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.ratio(),
                figure.limitName());
        out.flush();
    }

    private static String events(int size) {
        return String.format(Locale.ROOT, "%,d events. ", size);
    }

    private List<MeasuredSubject> turns(Subject ours, Subject small) throws Exception {
        return Run.of(options.schedule(), options.seed(), List.of(ours, small));
    }

    private static Sequencer sequencer(BenchmarkDatabase database) {
        return Sequencer.builder()
                .store(PostgresEventStore.connect(database.url()))
                .signingKey(SigningKey.generate())
                .build();
    }

    /** A stream that grows, and what is done with it. */
    private static final class Grown implements AutoCloseable {

        private final String name;
        private final SequencerSubject appends;
        private final EventStream stream;
        private final SplittableRandom places;

        Grown(Sequencer sequencer, String name, long seed) {
            this.name = name;
            this.appends = SequencerSubject.over(name, sequencer, BATCHES, new AppendWorkload(seed, EntityMix.MIXED));
            this.stream = appends.first();
            this.places = new SplittableRandom(seed);
        }

        void growTo(int size) {
            ProofBenchmark.fill(stream, (int) Math.max(0, size - stream.head()));
        }

        Subject pages(int size) {
            return new OneCaller(
                    name,
                    PAGE,
                    () -> requirePage(stream.read(ReadOptions.forwardsFrom(places.nextLong(1, size - PAGE + 2L))
                                    .limit(PAGE))
                            .events()
                            .size()));
        }

        Subject proofs(int size) {
            HistoryTree tree = stream.history();
            long head = tree.checkpoint().orElseThrow().head().size();
            return new OneCaller(name, 1, () -> tree.inclusion(places.nextLong(1, size + 1L), head));
        }

        private static void requirePage(int events) {
            if (events != PAGE) {
                throw new IllegalStateException("a page of " + events);
            }
        }

        @Override
        public void close() {
            appends.close();
        }
    }
}
