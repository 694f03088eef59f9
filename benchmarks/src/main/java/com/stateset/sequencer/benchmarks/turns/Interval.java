package com.stateset.sequencer.benchmarks.turns;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** What one subject did in one go, short enough that the machine's speed does not change much. */
public final class Interval {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final long events;
    private final long nanos;
    private final long cpuNanos;
    private final long allocatedBytes;
    private final long[] latencies;

    private Interval(long events, long nanos, long cpuNanos, long allocatedBytes, long[] latencies) {
        this.events = events;
        this.nanos = nanos;
        this.cpuNanos = cpuNanos;
        this.allocatedBytes = allocatedBytes;
        this.latencies = latencies;
    }

    /** What a program other than this JVM says that it did: its processor time and its calls' latencies are not known. */
    public static Interval elsewhere(long events, long nanos) {
        return new Interval(events, nanos, 0, 0, new long[0]);
    }

    /** Runs a number of calls; the callers start together and each takes the next call as soon as it is free. */
    static Interval run(Subject subject, int calls, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        subject.prepare(calls);
        collectGarbage();
        long[] latencies = new long[calls];
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(subject.callers());
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> callers = new ArrayList<>();
        for (int number = 0; number < subject.callers(); number++) {
            int caller = number;
            callers.add(threads.submit(() -> {
                ready.countDown();
                start.await();
                for (int call = next.getAndIncrement(); call < calls; call = next.getAndIncrement()) {
                    long before = System.nanoTime();
                    subject.call(caller, call);
                    latencies[call] = System.nanoTime() - before;
                }
                return null;
            }));
        }
        ready.await();
        long allocatedBefore = allocatedBytesOfAllThreads();
        long cpuBefore = PROCESS.getProcessCpuTime();
        long before = System.nanoTime();
        start.countDown();
        for (Future<?> caller : callers) {
            caller.get();
        }
        long nanos = System.nanoTime() - before;
        long cpuNanos = PROCESS.getProcessCpuTime() - cpuBefore;
        long allocated = allocatedBytesOfAllThreads() - allocatedBefore;
        return new Interval((long) calls * subject.eventsPerCall(), nanos, cpuNanos, allocated, latencies);
    }

    /** How many events were stored. */
    public long events() {
        return events;
    }

    /** From the first call's start to the last call's end. */
    public long nanos() {
        return nanos;
    }

    /** The processor time of this JVM meanwhile, the garbage collector and the compiler included. */
    long cpuNanos() {
        return cpuNanos;
    }

    /** What all threads of this JVM allocated meanwhile. */
    long allocatedBytes() {
        return allocatedBytes;
    }

    /** One per call, in nanoseconds. */
    LongStream latencies() {
        return Arrays.stream(latencies);
    }

    /** Of the threads that live: all that an interval needs live on until it ends. */
    private static long allocatedBytesOfAllThreads() {
        long[] ofThreads = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
        return Arrays.stream(ofThreads).filter(bytes -> bytes > 0).sum();
    }

    /** What the preparation left behind, and the copying of what it made, is not counted. */
    @SuppressWarnings("SystemGc")
    private static void collectGarbage() {
        System.gc();
    }
}
