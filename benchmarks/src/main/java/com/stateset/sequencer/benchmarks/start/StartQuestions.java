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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is asked about starting. Each start is a process of its own, with a new file. */
public final class StartQuestions {

    private static final int STARTS = 3;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private StartQuestions() {}

    /** All of them. */
    public static List<Question> all() {
        return List.of(new Question("start.sqlite", StartQuestions::start));
    }

    private static Figure start(String name, Effort effort) throws Exception {
        int rounds = STARTS * effort.rounds();
        double[] ours = new double[rounds];
        double[] limit = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ours[round] = cpuSeconds(FirstEvent.class);
            limit[round] = cpuSeconds(BareFirstRow.class);
            ratios[round] = limit[round] / ours[round];
        }
        return new Figure(
                name,
                MeasuredSubject.median(ours),
                "s of processor time",
                MeasuredSubject.median(limit),
                "a JVM that makes a table in a new file by plain JDBC and stores a row",
                MeasuredSubject.median(ratios),
                Double.NaN,
                Double.NaN,
                "A JVM that opens a new SQLite file and stores an event, no class-data sharing of its own");
    }

    private static double cpuSeconds(Class<?> program) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sequencer-benchmark");
        try {
            return cpuSeconds(program, folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static double cpuSeconds(Class<?> program, Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        folder.resolve("events.db").toString(),
                        said.toString())
                .inheritIO()
                .start();
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
