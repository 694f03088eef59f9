package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.database.DatabaseOption;
import com.stateset.sequencer.benchmarks.proof.ProofBenchmark;
import com.stateset.sequencer.benchmarks.turns.ResultTable;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.Run.Schedule;
import com.stateset.sequencer.benchmarks.turns.RunOptions;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.TreeHead;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what signed tree heads and proofs cost. */
@Command(
        name = "heads",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures appends that are answered with a signed tree head and proofs, beside the same without, in turns; "
                        + "then proofs from streams of two sizes, and the bytes that the trees take on both stores.")
public final class HeadsBenchmark implements Callable<Integer> {

    private static final List<AppendCase> CASES = List.of(AppendCase.SINGLES, AppendCase.FOUR);
    private static final Optional<String> TARGET = Optional.of("0.95 or more, at 20,000 events/s or more");
    private static final String PAGES = "select sum(pgsize) from dbstat where name = 'history_nodes'";
    private static final int SMALL = 1000;
    private static final int TURNS = 200;
    private static final int PROOFS_PER_TURN = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--events", defaultValue = "1000000", description = "Events of the larger stream that is proved.")
    private int events;

    /** Made by picocli. */
    public HeadsBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (events <= SMALL) {
            throw new ParameterException(spec.commandLine(), "--events must be over " + SMALL);
        }
        Schedule schedule = options.schedule();
        PrintWriter out = spec.commandLine().getOut();
        Run.printLoad(out, "before");
        appends(schedule, out);
        proofs(out);
        storageOfFile(out);
        Run.printLoad(out, "after");
        return 0;
    }

    private void appends(Schedule schedule, PrintWriter out) throws Exception {
        ResultTable table = new ResultTable(out);
        for (AppendCase asked : CASES) {
            try (Subjects subjects = Subjects.onHeads(asked, database.open(), options.seed())) {
                table.print(asked.question(), TARGET, Run.of(schedule, options.seed(), subjects.all()));
            }
        }
    }

    private int large() {
        return options.isQuick() ? 2 * SMALL : events;
    }

    private void proofs(PrintWriter out) throws SQLException {
        int large = large();
        try (BenchmarkDatabase measured = database.open();
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(measured.url()))
                        .signingKey(SigningKey.generate())
                        .build()) {
            List<Proven> streams = List.of(
                    new Proven(filled(sequencer, SMALL).history(), SMALL),
                    new Proven(filled(sequencer, large).history(), large));
            SplittableRandom random = new SplittableRandom(options.seed());
            for (int turn = 0; turn < (options.isQuick() ? 2 : TURNS); turn++) {
                for (Proven stream : streams) {
                    stream.prove(random, turn >= (options.isQuick() ? 1 : TURNS / 2));
                }
            }
            print(out, streams);
            printStorage(out, "PostgreSQL", measured.bytesOf("history_nodes"), SMALL + large);
        }
    }

    /** What the larger stream's tree takes in a file, in whole pages. */
    private void storageOfFile(PrintWriter out) throws SQLException, IOException {
        Path folder = Files.createTempDirectory("sequencer-benchmark");
        Path file = folder.resolve("events.db");
        try {
            try (Sequencer sequencer = Sequencer.builder()
                    .store(SqliteEventStore.open(file))
                    .signingKey(SigningKey.generate())
                    .build()) {
                var unused = filled(sequencer, large());
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement();
                    ResultSet pages = statement.executeQuery(PAGES)) {
                pages.next();
                printStorage(out, "SQLite", pages.getLong(1), large());
            }
        } finally {
            Subjects.delete(folder);
        }
    }

    private static void printStorage(PrintWriter out, String store, long bytes, int count) {
        out.printf(
                Locale.ROOT,
                "%nThe trees take %.2f bytes per event on %s; wanted: 1 or less%n",
                (double) bytes / count,
                store);
        out.flush();
    }

    private static EventStream filled(Sequencer sequencer, int count) {
        EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
        ProofBenchmark.fill(stream, count);
        return stream;
    }

    private static void print(PrintWriter out, List<Proven> streams) {
        out.printf(
                Locale.ROOT,
                "%n%-20s %14s %14s; wanted: p99 of 2000 or less%n",
                "proofs of a stream of",
                "p50 us",
                "p99 us");
        for (Proven stream : streams) {
            out.printf(Locale.ROOT, "%,-20d %14.0f %14.0f%n", stream.size, stream.micros(0.5), stream.micros(0.99));
        }
        out.printf(
                Locale.ROOT,
                "The larger stream's p99 is %.2f of the smaller one's; wanted: 1.5 or less%n",
                streams.get(1).micros(0.99) / streams.get(0).micros(0.99));
        out.flush();
    }

    /** A stream that is proved, and how long that took. */
    private static final class Proven {

        private final HistoryTree tree;
        private final int size;
        private final TreeHead head;
        private final List<Long> nanos = new ArrayList<>();

        private Proven(HistoryTree tree, int size) {
            this.tree = tree;
            this.size = size;
            this.head = tree.checkpoint().orElseThrow().head();
        }

        private void prove(SplittableRandom random, boolean counts) {
            for (int i = 0; i < PROOFS_PER_TURN; i++) {
                long number = random.nextLong(1, size + 1L);
                long start = System.nanoTime();
                long proven = tree.inclusion(number, head.size()).size();
                if (counts && proven == head.size()) {
                    nanos.add(System.nanoTime() - start);
                }
            }
        }

        /** The smallest time that a share of the proofs did not exceed. */
        private double micros(double share) {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e3;
        }
    }
}
