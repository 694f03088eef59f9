package com.stateset.sequencer.benchmarks.suite;

import com.stateset.sequencer.benchmarks.append.AppendQuestions;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.FigureChart;
import com.stateset.sequencer.benchmarks.figure.FigureFile;
import com.stateset.sequencer.benchmarks.figure.FigureTable;
import com.stateset.sequencer.benchmarks.figure.Length;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.micro.MicroQuestions;
import com.stateset.sequencer.benchmarks.proof.ProofQuestions;
import com.stateset.sequencer.benchmarks.read.ReadQuestions;
import com.stateset.sequencer.benchmarks.start.StartQuestions;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks everything once, and writes a file of results. */
@Command(
        name = "suite",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Measures every row of results.json, each beside its limit, and writes results.json, results.md and "
                        + "results.svg.")
public final class SuiteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--length",
            defaultValue = "quick",
            description =
                    "smoke (seconds, to see that it runs), quick (less than five minutes) or full (figures to keep).")
    private Length length = Length.QUICK;

    @Option(names = "--rows", split = ",", description = "Only these rows; all without it.")
    private List<String> rows = new ArrayList<>();

    @Option(names = "--out", defaultValue = "benchmarks/target", description = "The folder that the files go to.")
    private Path out = Path.of("benchmarks/target");

    /** Made by picocli. */
    public SuiteCommand() {}

    /** Every row there is, in the order in which they are measured. */
    static List<Question> questions() {
        return Stream.of(
                        AppendQuestions.all(),
                        ReadQuestions.all(),
                        ProofQuestions.all(),
                        MicroQuestions.all(),
                        StartQuestions.all())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Integer call() throws IOException {
        return measure(asked());
    }

    /** A question that fails ends it: what was measured before is written all the same. */
    int measure(List<Question> asked) throws IOException {
        PrintWriter printed = spec.commandLine().getOut();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        double before = load();
        List<Figure> figures = new ArrayList<>();
        boolean complete = asked.stream().allMatch(question -> isMeasured(question, figures));
        write(date, conditions(before), figures);
        printed.println("Written: " + out.resolve("results.json") + ", results.md and results.svg beside it");
        return complete ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean isMeasured(Question question, List<Figure> figures) {
        try {
            Figure figure = question.answer(length.effort());
            figures.add(figure);
            print(figure);
            return true;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            PrintWriter failures = spec.commandLine().getErr();
            failures.println(question.name() + " could not be measured, and no row after it was:");
            e.printStackTrace(failures);
            return false;
        }
    }

    private void print(Figure figure) {
        PrintWriter printed = spec.commandLine().getOut();
        printed.printf(
                Locale.ROOT,
                "%-40s %14.2f %-20s %6.2f of %s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.ratio(),
                figure.limitName());
        printed.flush();
    }

    private List<Question> asked() {
        List<Question> all = questions();
        for (String row : rows) {
            if (all.stream().noneMatch(question -> question.name().equals(row))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--rows: there is no " + row + "; there are "
                                + String.join(
                                        ", ", all.stream().map(Question::name).toList()));
            }
        }
        return rows.isEmpty()
                ? all
                : all.stream()
                        .filter(question -> rows.contains(question.name()))
                        .toList();
    }

    private String conditions(double before) {
        return String.format(
                Locale.ROOT,
                "%s, JDK %s, %d processors, %s, database on the same machine, load average %.2f before and %.2f after",
                length.name().toLowerCase(Locale.ROOT),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                before,
                load());
    }

    private void write(String date, String conditions, List<Figure> figures) throws IOException {
        Files.createDirectories(out);
        FigureFile.write(out.resolve("results.json"), date, conditions, figures);
        Files.writeString(out.resolve("results.md"), date + ", " + conditions + "\n\n" + FigureTable.of(figures));
        Files.writeString(out.resolve("results.svg"), FigureChart.of(figures));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
