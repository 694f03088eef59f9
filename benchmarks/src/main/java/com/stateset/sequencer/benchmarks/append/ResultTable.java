package com.stateset.sequencer.benchmarks.append;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints what runs found, one block per case. The processor time is this JVM's only, and says what a subject leaves for
 * the application and for a database on the same machine; unlike the rates, it hardly depends on what else the machine
 * does. The allocated bytes are those of all threads between an event's builder and its receipt; they do not depend on the
 * machine at all.
 */
final class ResultTable {

    private static final String LINE = "  %-34s %10s  %-24s %9s %9s %12s %8s%n";

    private final PrintWriter out;

    ResultTable(PrintWriter out) {
        this.out = out;
    }

    /** Prints what came of a question: the first subject is ours, the others are bare. */
    void print(String question, Optional<String> target, List<MeasuredSubject> measured) {
        out.println();
        out.println(question + target.map(text -> "; wanted: " + text).orElse(""));
        out.printf(
                Locale.ROOT,
                LINE,
                "",
                "events/s",
                "ours : bare (min..max)",
                "p50 ms",
                "p99 ms",
                "CPU us/event",
                "B/event");
        MeasuredSubject ours = measured.get(0);
        for (MeasuredSubject subject : measured) {
            long[] latencies = subject.sortedLatencies();
            out.printf(
                    Locale.ROOT,
                    LINE,
                    subject.name(),
                    String.format(Locale.ROOT, "%,.0f", median(subject.rates())),
                    subject == ours ? "" : ratio(ours.rates(), subject.rates()),
                    millis(latencies, 0.50),
                    millis(latencies, 0.99),
                    String.format(Locale.ROOT, "%.1f", subject.cpuNanosPerEvent() / 1000),
                    String.format(Locale.ROOT, "%,.0f", subject.allocatedBytesPerEvent()));
        }
        out.flush();
    }

    private static String ratio(double[] ours, double[] bare) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, round -> ours[round] / bare[round]);
        Arrays.sort(ratios);
        return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest latency that a share of the calls did not exceed. */
    private static String millis(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return String.format(Locale.ROOT, "%.2f", sorted[Math.max(rank, 1) - 1] / 1e6);
    }
}
