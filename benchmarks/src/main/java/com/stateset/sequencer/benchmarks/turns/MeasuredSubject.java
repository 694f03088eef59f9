package com.stateset.sequencer.benchmarks.turns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** A subject in a run: how many calls fill its intervals, and what it has achieved so far. Not thread-safe. */
public final class MeasuredSubject {

    private static final int FASTEST_GROWTH = 4;

    private final TimedSubject subject;
    private final ExecutorService threads;
    private final List<Double> rates = new ArrayList<>();
    private final List<Interval> intervals = new ArrayList<>();
    private int calls;

    MeasuredSubject(TimedSubject subject, ExecutorService threads) {
        this.subject = subject;
        this.threads = threads;
        this.calls = 4 * subject.callers();
    }

    public String name() {
        return subject.name();
    }

    /** Runs an interval that does not count, and goes by it in deciding how many calls make an interval of {@code length}. */
    void warmUp(Duration length) throws InterruptedException, ExecutionException {
        Interval interval = subject.run(calls, threads);
        double wanted = (double) calls * length.toNanos() / interval.nanos();
        calls = (int) Math.max(subject.callers(), Math.min(wanted, (double) FASTEST_GROWTH * calls));
    }

    Interval run() throws InterruptedException, ExecutionException {
        return subject.run(calls, threads);
    }

    /** Notes what was achieved in a round. */
    void add(List<Interval> ofRound) {
        long events = ofRound.stream().mapToLong(Interval::events).sum();
        long nanos = ofRound.stream().mapToLong(Interval::nanos).sum();
        rates.add(1e9 * events / nanos);
        intervals.addAll(ofRound);
    }

    /** Events per second, one figure per round. */
    double[] rates() {
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The median of the rounds' rates, in events per second. */
    public double rate() {
        return median(rates());
    }

    /** How many times as fast as another this was, round by round, sorted. */
    public double[] ratiosTo(MeasuredSubject other) {
        double[] ratios = rates();
        double[] theirs = other.rates();
        Arrays.setAll(ratios, round -> ratios[round] / theirs[round]);
        Arrays.sort(ratios);
        return ratios;
    }

    /** The shortest time, in milliseconds, that a share of the calls did not exceed. */
    public double millis(double share) {
        long[] sorted =
                intervals.stream().flatMapToLong(Interval::latencies).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }

    /** The middle one of some values, or the mean of both. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The processor time of this JVM for each event, in nanoseconds. */
    public double cpuNanosPerEvent() {
        long nanos = intervals.stream().mapToLong(Interval::cpuNanos).sum();
        return (double) nanos / intervals.stream().mapToLong(Interval::events).sum();
    }

    /** What this JVM allocated for each event, on all its threads, in bytes. */
    public double allocatedBytesPerEvent() {
        long bytes = intervals.stream().mapToLong(Interval::allocatedBytes).sum();
        return (double) bytes / intervals.stream().mapToLong(Interval::events).sum();
    }
}
