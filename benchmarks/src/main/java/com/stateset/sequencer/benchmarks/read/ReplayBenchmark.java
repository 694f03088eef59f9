package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Comparison;
import com.stateset.sequencer.benchmarks.turns.SampleOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ReplayBenchmark implements Callable<Integer> {

    private static final int BATCH = 1000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--events", defaultValue = "1000000", description = "How many events there are to read.")
    private int events;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count, after one that does not.")
    private int rounds;

    @Mixin
    private SampleOptions sample;

    /** Made by picocli. */
    public ReplayBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (events < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--events and --rounds must be 1 or more");
        }
        int count = sample.isQuick() ? 3 * BATCH : Math.multiplyExact((events - 1) / BATCH + 1, BATCH);
        PrintWriter out = spec.commandLine().getOut();
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                Sequencer sequencer = ReadQuestions.sequencer(database)) {
            EventStream stream = ReadQuestions.filled(sequencer, count, sample.seed());
            out.printf(Locale.ROOT, "Replay of %,d events; wanted: 0.6 or more%n", count);
            Comparison.printHead(out);
            ReadQuestions.replays(database, stream, sample.isQuick() ? 0 : 1, sample.isQuick() ? 1 : rounds)
                    .print(out, "fold of SequencedEvent : bare select");
        }
        return 0;
    }
}
