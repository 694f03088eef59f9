package com.stateset.sequencer.benchmarks.turns;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints what runs found, one block per case. The processor time is this JVM's only, and says what a subject leaves for
 * the application and for a database on the same machine; unlike the rates, it hardly depends on what else the machine
 * does. The allocated bytes are those of all threads between an event's builder and its receipt; they do not depend on the
 * machine at all.
 */
public final class ResultTable {

    private static final String LINE = "  %-34s %10s  %-24s %9s %9s %12s %8s%n";

    private final PrintWriter out;

    public ResultTable(PrintWriter out) {
        this.out = out;
    }

    /** Prints what came of a question: the first subject is ours, the others are bare. */
    public void print(String question, Optional<String> target, List<MeasuredSubject> measured) {
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
            out.printf(
                    Locale.ROOT,
                    LINE,
                    subject.name(),
                    String.format(Locale.ROOT, "%,.0f", subject.rate()),
                    subject == ours ? "" : ratio(ours.ratiosTo(subject)),
                    String.format(Locale.ROOT, "%.2f", subject.millis(0.50)),
                    String.format(Locale.ROOT, "%.2f", subject.millis(0.99)),
                    String.format(Locale.ROOT, "%.1f", subject.cpuNanosPerEvent() / 1000),
                    String.format(Locale.ROOT, "%,.0f", subject.allocatedBytesPerEvent()));
        }
        out.flush();
    }

    private static String ratio(double[] sorted) {
        return String.format(
                Locale.ROOT, "%.2f (%.2f..%.2f)", MeasuredSubject.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }
}
