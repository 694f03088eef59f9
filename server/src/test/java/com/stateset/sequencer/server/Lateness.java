package com.stateset.sequencer.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The times at which a thread of this process wanted to run and did not: one that only sleeps, for {@value #NAP_MILLIS} ms at a time, notes
 * when it woke late. In a process that has nothing else to do that is the machine's lateness; in a server's process the pauses of its
 * virtual machine come on top. The clock is that of the machine, so that times of several processes can be compared.
 */
final class Lateness {

    private static final int NAP_MILLIS = 2;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS);

    /** Less than this is no lateness. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final ConcurrentLinkedQueue<Window> windows = new ConcurrentLinkedQueue<>();

    /** Begins to watch, until the process ends. */
    static Lateness watch() {
        Lateness lateness = new Lateness();
        Thread sleeper = new Thread(lateness::sleep, "lateness");
        sleeper.setDaemon(true);
        sleeper.start();
        return lateness;
    }

    private void sleep() {
        try {
            while (true) {
                long due = System.nanoTime() + NAP_NANOS;
                TimeUnit.NANOSECONDS.sleep(NAP_NANOS);
                long now = System.nanoTime();
                if (now - due > LEAST_NANOS) {
                    windows.add(new Window(due, now));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Window> windows() {
        return List.copyOf(windows);
    }

    /** A span of {@link System#nanoTime}. */
    record Window(long begin, long end) {

        static Window parse(String begin, String end) {
            return new Window(Long.parseLong(begin), Long.parseLong(end));
        }

        Duration length() {
            return Duration.ofNanos(end - begin);
        }

        /** How much of it lies in some other spans, which do not overlap. */
        Duration within(List<Window> others) {
            long sum = 0;
            for (Window other : others) {
                sum += Math.max(0, Math.min(end, other.end) - Math.max(begin, other.begin));
            }
            return Duration.ofNanos(sum);
        }

        @Override
        public String toString() {
            return begin + " " + end;
        }
    }
}
