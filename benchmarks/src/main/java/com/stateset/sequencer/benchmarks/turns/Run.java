package com.stateset.sequencer.benchmarks.turns;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lets subjects take turns, interval by interval, round by round. */
public final class Run {

    private final Schedule schedule;
    private final Random order;

    private Run(Schedule schedule, long seed) {
        this.schedule = schedule;
        this.order = new Random(seed);
    }

    /** Lets subjects take turns on threads of their own, and returns what was measured, in the order of {@code subjects}. */
    public static List<MeasuredSubject> of(Schedule schedule, long seed, List<? extends TimedSubject> subjects)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<MeasuredSubject> measured = subjects.stream()
                    .map(subject -> new MeasuredSubject(subject, threads))
                    .toList();
            new Run(schedule, seed).all(measured);
            return measured;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Lets two subjects take turns, and closes both. */
    public static List<MeasuredSubject> duel(Schedule schedule, long seed, TimedSubject ours, TimedSubject limit)
            throws Exception {
        try (ours;
                limit) {
            return of(schedule, seed, List.of(ours, limit));
        }
    }

    private void all(List<MeasuredSubject> measured) throws InterruptedException, ExecutionException {
        warmUp(measured);
        for (int round = 0; round < schedule.rounds(); round++) {
            run(mirrored(measured));
        }
    }

    private void warmUp(List<MeasuredSubject> measured) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + schedule.warmUp().toNanos();
        int turns = 0;
        while (turns < Schedule.FEWEST_WARM_UP_TURNS || System.nanoTime() < end) {
            for (MeasuredSubject subject : measured) {
                subject.warmUp(schedule.interval());
            }
            turns++;
        }
    }

    private static void run(List<MeasuredSubject> turns) throws InterruptedException, ExecutionException {
        Map<MeasuredSubject, List<Interval>> intervals = new LinkedHashMap<>();
        for (MeasuredSubject subject : turns) {
            intervals.computeIfAbsent(subject, each -> new ArrayList<>()).add(subject.run());
        }
        intervals.forEach(MeasuredSubject::add);
    }

    /** A random order, and the same backwards: whatever changes steadily during a round weighs the same on everyone. */
    private List<MeasuredSubject> mirrored(List<MeasuredSubject> measured) {
        List<MeasuredSubject> turns = new ArrayList<>(measured);
        Collections.shuffle(turns, order);
        List<MeasuredSubject> back = new ArrayList<>(turns);
        Collections.reverse(back);
        turns.addAll(back);
        return turns;
    }

    /**
     * How long everything takes.
     *
     * @param rounds how many rounds count
     * @param interval how long a subject's turn is, about; each has two in a round
     * @param warmUp how long to run before anything counts
     */
    public record Schedule(int rounds, Duration interval, Duration warmUp) {

        /** Fewer would not find out how many calls make an interval. */
        static final int FEWEST_WARM_UP_TURNS = 4;

        /** The same with a longer warm-up, for work of which much code has to be compiled. */
        public Schedule warmer(int times) {
            return new Schedule(rounds, interval, warmUp.multipliedBy(times));
        }
    }

    /** Says how busy the machine is. */
    public static void printLoad(PrintWriter out, String when) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        out.printf(Locale.ROOT, "load average of the last minute %s: %.2f%n", when, load);
        out.flush();
    }
}
