package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a server for its health all the time, and measures how long each answer takes. In a process of its own: this one is busy with the
 * attack, and its pauses are not the server's. Each ask has a connection of its own. The first one, for which a server that has just
 * started loads its classes, is not measured.
 *
 * <p>On a machine with few processors and much else to do a thread runs late, and then slowly. That is measured beside, as what the machine
 * itself adds each time a thread has to be woken.
 */
final class HealthProbe implements AutoCloseable {

    /** What {@code /health} may take. */
    private static final Duration BOUND = Duration.ofMillis(100);

    /** What an answer may take that meets a collection of garbage, on a machine that has nothing else to do. */
    private static final Duration WORST = Duration.ofMillis(500);

    /** How often an answer waits for a thread to be woken: to accept, to select, to answer, and the one who asked. */
    private static final int WAKEUPS = 4;

    /** The work that is done to see how slow the machine is, in time of a processor. */
    private static final Duration WORK = Duration.ofMillis(5);

    private static final Duration BETWEEN_WORK = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final byte[] REQUEST =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LOST = Duration.ofSeconds(10);

    private final Process process;

    private HealthProbe(Process process) {
        this.process = process;
    }

    static HealthProbe of(String url) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Process process = new ProcessBuilder(
                            java,
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HealthProbe.class.getName(),
                            url)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getInputStream().read(); // until it has asked once
            return new HealthProbe(process);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs in the process, until its input ends. */
    public static void main(String[] args) throws Exception {
        URI server = URI.create(args[0]);
        ask(server);
        System.out.print('.');
        System.out.flush();
        AtomicLong late = new AtomicLong();
        Thread worker = new Thread(() -> work(late));
        worker.setDaemon(true);
        worker.start();
        List<Long> times = new ArrayList<>();
        while (System.in.available() == 0) {
            times.add(ask(server));
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        Collections.sort(times);
        int count = times.size();
        System.out.println(count + " " + times.get(count / 2) + " " + times.get(count - 1 - count / 100) + " "
                + times.get(count - 1) + " " + late);
    }

    private static void work(AtomicLong latest) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try {
            while (true) {
                long begun = System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(BETWEEN_WORK.toNanos());
                long enough = threads.getCurrentThreadCpuTime() + WORK.toNanos();
                while (threads.getCurrentThreadCpuTime() < enough) {
                    Thread.onSpinWait();
                }
                long late = System.nanoTime() - begun - BETWEEN_WORK.toNanos() - WORK.toNanos();
                latest.accumulateAndGet(late, Math::max);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A failure counts as the longest time there is. */
    private static long ask(URI server) {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) LOST.toMillis());
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) LOST.toMillis());
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200 ") ? System.nanoTime() - start : LOST.toNanos();
        } catch (IOException e) {
            return LOST.toNanos();
        }
    }

    /** Ends the asking, and returns how long the answers took. */
    Measured measured() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String[] said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            return new Measured(
                    Integer.parseInt(said[0]), nanos(said[1]), nanos(said[2]), nanos(said[3]), nanos(said[4]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    private static Duration nanos(String text) {
        return Duration.ofNanos(Long.parseLong(text));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * How long the answers took.
     *
     * @param machine how much later than it should a thread of the asking process was done with a little work, at most
     */
    record Measured(int count, Duration median, Duration of99Percent, Duration longest, Duration machine) {

        /** Checks them against the bounds, beside what the machine adds. */
        void requireInTime() {
            assertThat(median).as("median of %s", this).isLessThan(BOUND);
            Duration added = machine.multipliedBy(WAKEUPS);
            assertThat(of99Percent).as("99 %% of %s", this).isLessThan(BOUND.plus(added));
            assertThat(longest).as("longest of %s", this).isLessThan(WORST.plus(added));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d answers, median %d ms, 99 %% %d ms, longest %d ms; a thread of another process was up to %d ms late",
                    count,
                    median.toMillis(),
                    of99Percent.toMillis(),
                    longest.toMillis(),
                    machine.toMillis());
        }
    }
}
