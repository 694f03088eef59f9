package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.append.Run.Schedule;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures appends beside their bare limit. */
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures how fast events are stored, beside plain JDBC, in turns.")
public final class AppendBenchmark implements Callable<Integer> {

    private static final Schedule QUICK = new Schedule(2, Duration.ofMillis(40), Duration.ofMillis(200));

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "one,four,singles",
            description = "Which questions to answer: ${COMPLETION-CANDIDATES}.")
    private List<AppendCase> cases = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "20", description = "Rounds that count, per case.")
    private int rounds;

    @Option(names = "--slice", defaultValue = "500", description = "Milliseconds that a subject's turn takes, about.")
    private int intervalMillis;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before anything counts, per case.")
    private int warmUpSeconds;

    @Option(names = "--entities", defaultValue = "mixed", description = "What events are about: new or mixed.")
    private EntityMix entities = EntityMix.MIXED;

    @Option(
            names = "--bare",
            defaultValue = "plain",
            description = "How bare sends its rows: plain (createArrayOf), tuned (arrays encoded beforehand) or copy.")
    private BareForm bare = BareForm.PLAIN;

    @Option(names = "--seed", defaultValue = "1", description = "Makes the events.")
    private long seed;

    @Option(
            names = "--database-url",
            description = "An empty PostgreSQL database: postgres://user:password@host/database. "
                    + "Without it, a durable server is started for the run.")
    private @Nullable String databaseUrl;

    @Option(
            names = "--quick",
            description = "A run of seconds that shows that everything works; its figures mean nothing.")
    private boolean quick;

    private boolean serverPrinted;

    /** Made by picocli. */
    public AppendBenchmark() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Schedule schedule = schedule();
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
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (AppendCase asked : cases) {
                try (Subjects subjects = open(asked, out)) {
                    table.print(asked.question(), asked.target(), new Run(schedule, seed).run(subjects.all(), threads));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        out.println();
        Run.printLoad(out, "after");
        return 0;
    }

    private Schedule schedule() {
        if (rounds < 1 || intervalMillis < 1 || warmUpSeconds < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds and --slice must be 1 or more, --warm-up 0 or more");
        }
        return quick
                ? QUICK
                : new Schedule(rounds, Duration.ofMillis(intervalMillis), Duration.ofSeconds(warmUpSeconds));
    }

    private Subjects open(AppendCase asked, PrintWriter out) throws Exception {
        if (asked == AppendCase.SQLITE) {
            return Subjects.onSqlite(asked, entities, seed);
        }
        BenchmarkDatabase database = openDatabase();
        if (!serverPrinted) {
            out.println(database.describe());
            serverPrinted = true;
        }
        return Subjects.onPostgres(asked, database, bare, entities, seed);
    }

    private BenchmarkDatabase openDatabase() throws SQLException {
        try {
            return BenchmarkDatabase.open(databaseUrl);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database-url: " + e.getMessage(), e);
        }
    }
}
