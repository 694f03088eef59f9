package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.benchmarks.figure.Figure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Two subjects in turns: what each took, and the ratio of their rates. Not thread-safe. */
final class Comparison {

    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> ourRates = new ArrayList<>();
    private final List<Double> bareRates = new ArrayList<>();

    /** Runs rounds of ours, bare, bare, ours. */
    static Comparison run(int rounds, Turn ours, Turn bare) throws Exception {
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds; round++) {
            Measurement our = ours.run();
            Measurement their = bare.run().plus(bare.run());
            comparison.add(our.plus(ours.run()), their);
        }
        return comparison;
    }

    /** Returns what came of it as a figure. */
    Figure figure(String name, String unit, String limitName, String conditions) {
        return Figure.ofRates(
                name,
                unit,
                median(sorted(ourRates)),
                median(sorted(bareRates)),
                limitName,
                median(sorted(ratios)),
                conditions);
    }

    void add(Measurement our, Measurement their) {
        ourRates.add(our.rate());
        bareRates.add(their.rate());
        ratios.add(our.rate() / their.rate());
    }

    void print(PrintWriter out, String what) {
        double[] sorted = sorted(ratios);
        out.printf(
                Locale.ROOT,
                "  %-44s %,12.0f %,12.0f   %.2f (%.2f..%.2f)%n",
                what,
                median(sorted(ourRates)),
                median(sorted(bareRates)),
                median(sorted),
                sorted[0],
                sorted[sorted.length - 1]);
        out.flush();
    }

    static void printHead(PrintWriter out) {
        out.printf(Locale.ROOT, "  %-44s %12s %12s   %s%n", "events/s", "ours", "bare", "ours : bare (min..max)");
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A subject's turn. */
    interface Turn {
        Measurement run() throws Exception;
    }

    /** What was done in which time. */
    record Measurement(long events, long nanos) {

        double rate() {
            return 1e9 * events / nanos;
        }

        Measurement plus(Measurement other) {
            return new Measurement(events + other.events, nanos + other.nanos);
        }
    }
}
