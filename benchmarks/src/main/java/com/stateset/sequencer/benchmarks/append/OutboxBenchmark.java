package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.turns.ResultTable;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.Run.Schedule;
import com.stateset.sequencer.benchmarks.turns.RunOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures appends to an agent's outbox beside their bare limit. */
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures how fast an agent's outbox takes events, beside bare inserts of the same rows, in turns.")
public final class OutboxBenchmark implements Callable<Integer> {

    private static final Optional<String> TARGET = Optional.of("0.7 or more");

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "signed,large,unsigned",
            description = "Which questions to answer: ${COMPLETION-CANDIDATES}.")
    private List<OutboxBenchmarkCase> cases = new ArrayList<>();

    /** Made by picocli. */
    public OutboxBenchmark() {}

    @Override
    public Integer call() throws Exception {
        Schedule schedule = options.schedule();
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
        for (OutboxBenchmarkCase asked : cases) {
            try (Subjects subjects = Subjects.onOutboxes(asked, options.seed())) {
                table.print(asked.question(), TARGET, Run.of(schedule, options.seed(), subjects.all()));
            }
        }
        out.println();
        Run.printLoad(out, "after");
        return 0;
    }
}
