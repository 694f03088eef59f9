package com.stateset.sequencer.benchmarks.proof;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.database.DatabaseOption;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.proof.Commitment;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long commitments take, and proofs from them. */
@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Commits to ranges of several sizes on PostgreSQL, and proves events of each in turns.")
public final class ProofBenchmark implements Callable<Integer> {

    private static final int BATCH = 1000;
    private static final int BATCHES_UNDER_WAY = 8;
    private static final int PROOFS_PER_TURN = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "1000,100000,1000000",
            description = "Events per commitment.")
    private List<Integer> sizes = new ArrayList<>();

    @Option(
            names = "--turns",
            defaultValue = "40",
            description = "Turns of 50 proofs for each size; the first half warms up.")
    private int turns;

    @Option(names = "--seed", defaultValue = "1", description = "Chooses the events.")
    private long seed;

    @Mixin
    private DatabaseOption database;

    /** Made by picocli. */
    public ProofBenchmark() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (turns < 1 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new ParameterException(spec.commandLine(), "--sizes and --turns must be 1 or more");
        }
        try (BenchmarkDatabase measured = database.open();
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(measured.url()))
                        .build()) {
            out.println(measured.describe());
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            List<Range> ranges = new ArrayList<>();
            for (int size : sizes) {
                long filled = fill(stream, size);
                long start = System.nanoTime();
                Commitment commitment = stream.commit();
                ranges.add(new Range(commitment, filled, System.nanoTime() - start));
            }
            prove(stream, ranges);
            print(out, ranges);
        }
        return 0;
    }

    /** Appends events with some batches under way at a time, and returns how many nanoseconds it took. */
    public static long fill(EventStream stream, int count) {
        long start = System.nanoTime();
        Deque<CompletableFuture<IngestReceipt>> underWay = new ArrayDeque<>();
        for (int made = 0; made < count; made += BATCH) {
            List<NewEvent> batch = new ArrayList<>();
            for (int i = made; i < Math.min(count, made + BATCH); i++) {
                batch.add(NewEvent.builder()
                        .entity("order", "o-" + i)
                        .eventType("order.placed")
                        .payload("{\"total\":" + i + "}")
                        .build());
            }
            underWay.add(stream.appendAsync(batch));
            if (underWay.size() >= BATCHES_UNDER_WAY) {
                var unused = underWay.remove().join();
            }
        }
        underWay.forEach(CompletableFuture::join);
        return System.nanoTime() - start;
    }

    private void prove(EventStream stream, List<Range> ranges) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int turn = 0; turn < turns; turn++) {
            for (Range range : ranges) {
                for (int i = 0; i < PROOFS_PER_TURN; i++) {
                    long number = random.nextLong(range.commitment.sequenceStart(), range.commitment.sequenceEnd() + 1);
                    long start = System.nanoTime();
                    stream.prove(number).verify(range.commitment);
                    if (turn >= turns / 2) {
                        range.nanos.add(System.nanoTime() - start);
                    }
                }
            }
        }
    }

    private static void print(PrintWriter out, List<Range> ranges) {
        out.printf(
                Locale.ROOT,
                "%n%-12s %14s %16s %12s %12s %10s%n",
                "events",
                "appended in s",
                "committed in s",
                "proof p50 us",
                "proof p99 us",
                "ratio");
        double smallest = ranges.get(0).micros(0.5);
        for (Range range : ranges) {
            out.printf(
                    Locale.ROOT,
                    "%,-12d %14.2f %16.3f %12.0f %12.0f %10.2f%n",
                    range.commitment.leafCount(),
                    range.fillNanos / 1e9,
                    range.commitNanos / 1e9,
                    range.micros(0.5),
                    range.micros(0.99),
                    range.micros(0.5) / smallest);
        }
        out.flush();
    }

    /** The committed range of one size, and how long its proofs took. */
    private static final class Range {

        private final Commitment commitment;
        private final long fillNanos;
        private final long commitNanos;
        private final List<Long> nanos = new ArrayList<>();

        private Range(Commitment commitment, long fillNanos, long commitNanos) {
            this.commitment = commitment;
            this.fillNanos = fillNanos;
            this.commitNanos = commitNanos;
        }

        /** The smallest time that a share of the proofs did not exceed. */
        private double micros(double share) {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e3;
        }
    }
}
