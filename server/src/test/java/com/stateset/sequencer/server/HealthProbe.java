package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a server for its health all the time, and measures how long each answer takes. In a process of its own: this one is busy with the
 * attack, and its pauses are not the server's. Each ask has a connection of its own. The first one, for which a server that has just
 * started loads its classes, is not measured.
 *
 * <p>On a machine with few processors and much to do even a thread that does nothing but sleep is late. That is measured beside, as what the
 * machine itself adds each time a thread has to be woken.
 */
final class HealthProbe implements AutoCloseable {

    /** What {@code /health} may take. */
    private static final Duration BOUND = Duration.ofMillis(100);

    /** How often an answer waits for a thread to be woken: to accept, to select, to answer, and the one who asked. */
    private static final int WAKEUPS = 4;

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
        AtomicLong oversleep = new AtomicLong();
        Thread sleeper = new Thread(() -> sleep(oversleep));
        sleeper.setDaemon(true);
        sleeper.start();
        List<Long> times = new ArrayList<>();
        while (System.in.available() == 0) {
            times.add(ask(server));
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        Collections.sort(times);
        int count = times.size();
        System.out.println(count + " " + times.get(count / 2) + " " + times.get(count - 1 - count / 100) + " "
                + times.get(count - 1) + " " + oversleep);
    }

    private static void sleep(AtomicLong longest) {
        try {
            while (true) {
                long begun = System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                longest.accumulateAndGet(System.nanoTime() - begun - PAUSE.toNanos(), Math::max);
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
                    .split(" ");
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
     * @param machine how much longer than it should a thread of the asking process has slept, at most
     */
    record Measured(int count, Duration median, Duration of99Percent, Duration longest, Duration machine) {

        /** As the bound is, beside what the machine adds. */
        void requireInTime() {
            assertThat(median).as("median of %s", this).isLessThan(BOUND);
            assertThat(longest).as("longest of %s", this).isLessThan(BOUND.plus(machine.multipliedBy(WAKEUPS)));
        }

        @Override
        public String toString() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%d answers, median %d ms, 99 %% %d ms, longest %d ms; a sleeping thread was up to %d ms late",
                    count,
                    median.toMillis(),
                    of99Percent.toMillis(),
                    longest.toMillis(),
                    machine.toMillis());
        }
    }
}
