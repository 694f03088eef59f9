package com.stateset.sequencer.benchmarks.start;

import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is asked about starting. Each start is a process of its own, with a new file. */
public final class StartQuestions {

    private static final int STARTS = 3;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private StartQuestions() {}

    /** All of them. */
    public static List<Question> all() {
        return List.of(
                new Question("start.sqlite", (name, effort) -> start(name, effort, false)),
                new Question("start.sqlite.shared", (name, effort) -> start(name, effort, true)));
    }

    /** With {@code shared}, each program has an archive of the classes that it loads, as {@code java -XX:ArchiveClassesAtExit} makes it. */
    private static Figure start(String name, Effort effort, boolean shared) throws Exception {
        Path folder = Files.createTempDirectory("sequencer-benchmark");
        try {
            List<String> ours = shared ? archive(FirstEvent.class, folder) : List.of();
            List<String> bare = shared ? archive(BareFirstRow.class, folder) : List.of();
            int rounds = STARTS * effort.rounds();
            double[] taken = new double[rounds];
            double[] limit = new double[rounds];
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                taken[round] = cpuSeconds(FirstEvent.class, ours);
                limit[round] = cpuSeconds(BareFirstRow.class, bare);
                ratios[round] = limit[round] / taken[round];
            }
            return new Figure(
                    name,
                    MeasuredSubject.median(taken),
                    "s of processor time",
                    MeasuredSubject.median(limit),
                    "a JVM that makes a table in a new file by plain JDBC and stores a row",
                    MeasuredSubject.median(ratios),
                    Double.NaN,
                    Double.NaN,
                    "A JVM that opens a new SQLite file and stores an event, "
                            + (shared ? "both with class-data sharing" : "no class-data sharing")
                            + " of its own");
        } finally {
            delete(folder);
        }
    }

    /** Runs a program once to write its archive, and returns the options with which it uses that. */
    private static List<String> archive(Class<?> program, Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve(program.getSimpleName() + ".jsa");
        double unused = cpuSeconds(
                program, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        if (!Files.exists(archive)) {
            throw new IllegalStateException("this JVM writes no archive; it does for a class path of jars only");
        }
        return List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive);
    }

    private static double cpuSeconds(Class<?> program, List<String> options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sequencer-benchmark");
        try {
            return cpuSeconds(program, options, folder);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }

    private static double cpuSeconds(Class<?> program, List<String> options, Path folder)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                folder.resolve("events.db").toString(),
                said.toString()));
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(program.getSimpleName() + " did not end within " + DEADLINE);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(program.getSimpleName() + " ended with " + process.exitValue());
        }
        return Long.parseLong(Files.readString(said, StandardCharsets.US_ASCII).strip()) / 1e9;
    }
}
