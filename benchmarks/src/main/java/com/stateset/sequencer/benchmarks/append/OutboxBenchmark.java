package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.append.Run.Schedule;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures appends to an agent's outbox beside their bare limit. */
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures how fast an agent's outbox takes events, beside bare inserts of the same rows, in turns.")
public final class OutboxBenchmark implements Callable<Integer> {

    private static final Schedule QUICK = new Schedule(2, Duration.ofMillis(40), Duration.ofMillis(200));
    private static final Optional<String> TARGET = Optional.of("0.7 or more");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "signed,large,unsigned",
            description = "Which questions to answer: ${COMPLETION-CANDIDATES}.")
    private List<OutboxBenchmarkCase> cases = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "20", description = "Rounds that count, per case.")
    private int rounds;

    @Option(names = "--slice", defaultValue = "500", description = "Milliseconds that a subject's turn takes, about.")
    private int intervalMillis;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before anything counts, per case.")
    private int warmUpSeconds;

    @Option(names = "--seed", defaultValue = "1", description = "Makes the events.")
    private long seed;

    @Option(
            names = "--quick",
            description = "A run of seconds that shows that everything works; its figures mean nothing.")
    private boolean quick;

    /** Made by picocli. */
    public OutboxBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || intervalMillis < 1 || warmUpSeconds < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds and --slice must be 1 or more, --warm-up 0 or more");
        }
        Schedule schedule = quick
                ? QUICK
                : new Schedule(rounds, Duration.ofMillis(intervalMillis), Duration.ofSeconds(warmUpSeconds));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d rounds of two intervals of %d ms for each subject in mirrored order, after %d ms of warm-up%n",
                schedule.rounds(),
                schedule.interval().toMillis(),
                schedule.warmUp().toMillis());
        out.printf(
                Locale.ROOT,
                "JDK %s, %d processors%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        Run.printLoad(out, "before");
        ResultTable table = new ResultTable(out);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (OutboxBenchmarkCase asked : cases) {
                try (Subjects subjects = Subjects.onOutboxes(asked, seed)) {
                    table.print(asked.question(), TARGET, new Run(schedule, seed).run(subjects.all(), threads));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        out.println();
        Run.printLoad(out, "after");
        return 0;
    }
}
