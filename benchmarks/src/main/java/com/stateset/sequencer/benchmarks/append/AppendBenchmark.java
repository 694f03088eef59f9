package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.database.DatabaseOption;
import com.stateset.sequencer.benchmarks.turns.ResultTable;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.benchmarks.turns.Run.Schedule;
import com.stateset.sequencer.benchmarks.turns.RunOptions;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures appends beside their bare limit. */
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures how fast events are stored, beside plain JDBC, in turns.")
public final class AppendBenchmark implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "one,four,singles",
            description = "Which questions to answer: ${COMPLETION-CANDIDATES}.")
    private List<AppendCase> cases = new ArrayList<>();

    @Option(names = "--entities", defaultValue = "mixed", description = "What events are about: new or mixed.")
    private EntityMix entities = EntityMix.MIXED;

    @Option(
            names = "--bare",
            defaultValue = "plain",
            description = "How bare sends its rows: plain (createArrayOf), tuned (arrays encoded beforehand) or copy.")
    private BareForm bare = BareForm.PLAIN;

    private boolean serverPrinted;

    /** Made by picocli. */
    public AppendBenchmark() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Schedule schedule = options.schedule();
        out.printf(
                Locale.ROOT,
                "%d rounds of two intervals of %d ms for each subject in mirrored order, after %d ms of warm-up;%n"
                        + "one stream per subject (STREAMS: four), continued through all rounds; %s.%n",
                schedule.rounds(),
                schedule.interval().toMillis(),
                schedule.warmUp().toMillis(),
                entities.description());
        out.printf(
                Locale.ROOT,
                "JDK %s, %d processors%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        Run.printLoad(out, "before");
        ResultTable table = new ResultTable(out);
        for (AppendCase asked : cases) {
            try (Subjects subjects = open(asked, out)) {
                table.print(asked.question(), asked.target(), Run.of(schedule, options.seed(), subjects.all()));
            }
        }
        out.println();
        Run.printLoad(out, "after");
        return 0;
    }

    private Subjects open(AppendCase asked, PrintWriter out) throws Exception {
        if (asked == AppendCase.SQLITE) {
            return Subjects.onSqlite(asked, entities, options.seed());
        }
        BenchmarkDatabase opened = database.open();
        if (!serverPrinted) {
            out.println(opened.describe());
            serverPrinted = true;
        }
        if (asked.isOfTags()) {
            return Subjects.onTags(asked, opened, options.seed());
        }
        return Subjects.onPostgres(asked, opened, bare, entities, options.seed());
    }
}
