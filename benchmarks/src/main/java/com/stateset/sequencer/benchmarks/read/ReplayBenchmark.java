package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.read.Comparison.Measurement;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.replay.Fold;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a replay beside a bare {@code SELECT} of the same rows. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures how fast a stream is folded, beside plain JDBC over the same rows, in turns.")
public final class ReplayBenchmark implements Callable<Integer> {

    private static final int BATCH = 1000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--events", defaultValue = "1000000", description = "How many events there are to read.")
    private int events;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count, after one that does not.")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Makes the events.")
    private long seed;

    @Option(
            names = "--quick",
            description = "A run of seconds that shows that everything works; its figures mean nothing.")
    private boolean quick;

    /** Made by picocli. */
    public ReplayBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (events < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--events and --rounds must be 1 or more");
        }
        int count = quick ? 3 * BATCH : Math.multiplyExact((events - 1) / BATCH + 1, BATCH);
        PrintWriter out = spec.commandLine().getOut();
        StreamId id = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        try (ServerDatabase database = ServerDatabase.create();
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(database.url()))
                        .build();
                BareSelect bare = new BareSelect(database.jdbcUrl(), id)) {
            EventStream stream = sequencer.stream(id);
            fill(stream, count);
            out.printf(Locale.ROOT, "Replay of %,d events; wanted: 0.6 or more%n", count);
            Comparison.printHead(out);
            Comparison.Turn ours = () -> timed(count, () -> folded(stream));
            Comparison.Turn plain = () -> timed(count, bare::run);
            if (!quick) {
                Comparison.run(1, ours, plain);
            }
            Comparison.run(quick ? 1 : rounds, ours, plain).print(out, "fold of SequencedEvent : bare select");
        }
        return 0;
    }

    private void fill(EventStream stream, int count) {
        OrderEvents orders = new OrderEvents(seed);
        for (int filled = 0; filled < count; filled += BATCH) {
            if (stream.append(orders.next(BATCH)).accepted() != BATCH) {
                throw new IllegalStateException("not all events of a batch were new");
            }
        }
    }

    private static long folded(EventStream stream) {
        return stream.replay().fold(1, Long.MAX_VALUE, Fold.of(() -> 0L, (seen, event) -> seen + 1));
    }

    private static Measurement timed(int expected, Callable<Long> work) throws Exception {
        long start = System.nanoTime();
        long read = work.call();
        long nanos = System.nanoTime() - start;
        if (read != expected) {
            throw new IllegalStateException(read + " of " + expected + " events were read");
        }
        return new Measurement(read, nanos);
    }
}
