package com.stateset.sequencer.benchmarks.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** A contender in a contest: how many calls fill its slices, and what it has achieved so far. Not thread-safe. */
final class Entrant {

    private static final int FASTEST_GROWTH = 4;

    private final Contender contender;
    private final ExecutorService threads;
    private final List<Double> rates = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private int calls;

    Entrant(Contender contender, ExecutorService threads) {
        this.contender = contender;
        this.threads = threads;
        this.calls = 4 * contender.callers();
    }

    String name() {
        return contender.name();
    }

    /** Runs a slice that does not count, and goes by it in deciding how many calls make a slice of {@code length}. */
    void warmUp(Duration length) throws InterruptedException, ExecutionException {
        Slice slice = Slice.run(contender, calls, threads);
        double wanted = (double) calls * length.toNanos() / slice.nanos();
        calls = (int) Math.max(contender.callers(), Math.min(wanted, (double) FASTEST_GROWTH * calls));
    }

    Slice run() throws InterruptedException, ExecutionException {
        return Slice.run(contender, calls, threads);
    }

    /** Notes what was achieved in a round. */
    void score(List<Slice> ofRound) {
        long events = ofRound.stream().mapToLong(Slice::events).sum();
        long nanos = ofRound.stream().mapToLong(Slice::nanos).sum();
        rates.add(1e9 * events / nanos);
        slices.addAll(ofRound);
    }

    /** Events per second, one figure per round. */
    double[] rates() {
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The processor time of this JVM for each event, in nanoseconds. */
    double cpuNanosPerEvent() {
        long nanos = slices.stream().mapToLong(Slice::cpuNanos).sum();
        return (double) nanos / slices.stream().mapToLong(Slice::events).sum();
    }

    /** What this JVM allocated for each event, on all its threads, in bytes. */
    double allocatedBytesPerEvent() {
        long bytes = slices.stream().mapToLong(Slice::allocatedBytes).sum();
        return (double) bytes / slices.stream().mapToLong(Slice::events).sum();
    }

    /** The latencies of all calls that counted, in nanoseconds, sorted. */
    long[] sortedLatencies() {
        return slices.stream().flatMapToLong(Slice::latencies).sorted().toArray();
    }
}
