package com.stateset.sequencer.benchmarks.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** Lets contenders take turns, slice by slice, round by round. */
final class Contest {

    private final Schedule schedule;
    private final Random order;

    Contest(Schedule schedule, long seed) {
        this.schedule = schedule;
        this.order = new Random(seed);
    }

    /** Runs all rounds and returns the entrants in the order of {@code contenders}. */
    List<Entrant> run(List<Contender> contenders, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        List<Entrant> entrants = contenders.stream()
                .map(contender -> new Entrant(contender, threads))
                .toList();
        warmUp(entrants);
        for (int round = 0; round < schedule.rounds(); round++) {
            play(mirrored(entrants));
        }
        return entrants;
    }

    private void warmUp(List<Entrant> entrants) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + schedule.warmUp().toNanos();
        int turns = 0;
        while (turns < Schedule.FEWEST_WARM_UP_TURNS || System.nanoTime() < end) {
            for (Entrant entrant : entrants) {
                entrant.warmUp(schedule.slice());
            }
            turns++;
        }
    }

    private static void play(List<Entrant> turns) throws InterruptedException, ExecutionException {
        Map<Entrant, List<Slice>> slices = new LinkedHashMap<>();
        for (Entrant entrant : turns) {
            slices.computeIfAbsent(entrant, each -> new ArrayList<>()).add(entrant.run());
        }
        slices.forEach(Entrant::score);
    }

    /** A random order, and the same backwards: whatever changes steadily during a round weighs the same on everyone. */
    private List<Entrant> mirrored(List<Entrant> entrants) {
        List<Entrant> turns = new ArrayList<>(entrants);
        Collections.shuffle(turns, order);
        List<Entrant> back = new ArrayList<>(turns);
        Collections.reverse(back);
        turns.addAll(back);
        return turns;
    }

    /**
     * How long everything takes.
     *
     * @param rounds how many rounds count
     * @param slice how long a contender's turn is, about; each has two in a round
     * @param warmUp how long to run before anything counts
     */
    record Schedule(int rounds, Duration slice, Duration warmUp) {

        /** Fewer would not find out how many calls make a slice. */
        static final int FEWEST_WARM_UP_TURNS = 4;
    }
}
