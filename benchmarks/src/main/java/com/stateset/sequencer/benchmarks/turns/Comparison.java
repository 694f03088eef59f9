package com.stateset.sequencer.benchmarks.turns;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Two subjects in turns: what each took, and the ratio of their rates. Not thread-safe. */
public final class Comparison {

    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> ourRates = new ArrayList<>();
    private final List<Double> bareRates = new ArrayList<>();

    /** Times work that says how many events it was about. */
    public static Measurement timed(Callable<Long> work) throws Exception {
        long start = System.nanoTime();
        long events = work.call();
        return new Measurement(events, System.nanoTime() - start);
    }

    /** Runs rounds of ours, bare, bare, ours. */
    public static Comparison run(int rounds, Turn ours, Turn bare) throws Exception {
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds; round++) {
            Measurement our = ours.run();
            Measurement their = bare.run().plus(bare.run());
            comparison.add(our.plus(ours.run()), their);
        }
        return comparison;
    }

    /** The median of our rates. */
    public double ours() {
        return MeasuredSubject.median(sorted(ourRates));
    }

    /** The median of the other's. */
    public double bare() {
        return MeasuredSubject.median(sorted(bareRates));
    }

    /** The median of the rounds' ratios. */
    public double ratio() {
        return MeasuredSubject.median(sorted(ratios));
    }

    public void add(Measurement our, Measurement their) {
        ourRates.add(our.rate());
        bareRates.add(their.rate());
        ratios.add(our.rate() / their.rate());
    }

    public void print(PrintWriter out, String what) {
        double[] sorted = sorted(ratios);
        out.printf(
                Locale.ROOT,
                "  %-44s %,12.0f %,12.0f   %.2f (%.2f..%.2f)%n",
                what,
                ours(),
                bare(),
                ratio(),
                sorted[0],
                sorted[sorted.length - 1]);
        out.flush();
    }

    public static void printHead(PrintWriter out) {
        out.printf(Locale.ROOT, "  %-44s %12s %12s   %s%n", "events/s", "ours", "bare", "ours : bare (min..max)");
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** A subject's turn. */
    public interface Turn {
        Measurement run() throws Exception;
    }

    /** What was done in which time. */
    public record Measurement(long events, long nanos) {

        double rate() {
            return 1e9 * events / nanos;
        }

        public Measurement plus(Measurement other) {
            return new Measurement(events + other.events, nanos + other.nanos);
        }
    }
}
