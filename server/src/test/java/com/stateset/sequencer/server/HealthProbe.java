package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.server.Lateness.Window;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Asks a server for its health all the time, and measures how long each answer takes. In a process of its own: this one is busy with the
 * attack, and its pauses are not the server's. Each ask has a connection of its own. The first one, for which a server that has just
 * started loads its classes, is not measured.
 *
 * <h2>What is the server's, and what the machine's</h2>
 * Tests share the machine with each other and with the attack, and a thread that wants to run may have to wait for a processor. So a
 * {@link Lateness} of the asking process notes when that happened, and an answer is charged to the server only for the time at which the
 * machine was not late: {@code added}. Pauses of the server's virtual machine are the server's. How much of the slowest answer they were
 * is told apart by a second {@link Lateness}, in the server's process.
 *
 * <p>That works as long as the machine is late now and then. Where others are busy on it all the time, a thread that only sleeps waits less
 * than the five in a row that an answer needs, which are interrupted besides, and one slow answer in hundreds says nothing about the
 * server. So the build demands the bound of the median, and of all answers but the slowest hundredth a bound that grows with the lateness
 * of the machine, measured by a thread that also has a little work to do. Of the slowest answer, what the server {@code added} is demanded
 * on a machine that has nothing else to do: where the property {@code sequencer.quiet} says that this is one.
 */
final class HealthProbe implements AutoCloseable {

    /** What {@code /health} may take. */
    private static final Duration BOUND = Duration.ofMillis(100);

    /** Whether the machine has nothing to do but this test. */
    private static final boolean QUIET = Boolean.getBoolean("sequencer.quiet");

    /** What an answer may take that meets a collection of garbage, on a machine that is busy. */
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
            Process process = new ProcessBuilder(beforeTheAttack(
                            java,
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HealthProbe.class.getName(),
                            url))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getInputStream().read(); // until it has asked once
            return new HealthProbe(process);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the command of a process that does not compete with the attack for processors: attackers have machines of their own. That
     * takes the rights of root, so it is so only on a quiet machine.
     */
    static List<String> beforeTheAttack(String... command) {
        return Stream.concat(QUIET ? Stream.of("nice", "-n", "-19") : Stream.empty(), Stream.of(command))
                .toList();
    }

    /** Runs in the process, until its input ends. */
    public static void main(String[] args) throws Exception {
        URI server = URI.create(args[0]);
        ask(server);
        System.out.print('.');
        System.out.flush();
        Lateness machine = Lateness.watch();
        AtomicLong slowness = new AtomicLong();
        Thread worker = new Thread(() -> work(slowness));
        worker.setDaemon(true);
        worker.start();
        List<Window> asks = new ArrayList<>();
        while (System.in.available() == 0) {
            asks.add(ask(server));
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        asks.forEach(each -> System.out.println("ask " + each));
        machine.windows().forEach(each -> System.out.println("late " + each));
        System.out.println("slow 0 " + slowness);
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
    private static Window ask(URI server) {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) LOST.toMillis());
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) LOST.toMillis());
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return new Window(start, answer.startsWith("HTTP/1.1 200 ") ? System.nanoTime() : start + LOST.toNanos());
        } catch (IOException e) {
            return new Window(start, start + LOST.toNanos());
        }
    }

    /** Ends the asking, and returns how long the answers took. */
    Measured measured(BoundedServer server) {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            Map<String, List<Window>> said = new HashMap<>();
            new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .forEach(line -> said.computeIfAbsent(line[0], any -> new ArrayList<>())
                            .add(Window.parse(line[1], line[2])));
            return Measured.of(
                    said.getOrDefault("ask", List.of()),
                    said.getOrDefault("late", List.of()),
                    said.getOrDefault("slow", List.of()).get(0).length(),
                    server.lateness());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * How long the answers took.
     *
     * @param of99Percent all but the slowest hundredth, and at least all but one
     * @param added the most time that an answer took while the machine was not late
     * @param paused how much of that the server's virtual machine stood still
     * @param machine how late the machine woke a thread at most
     * @param slowed how late it was at most with a thread that had a little work to do
     */
    record Measured(
            int count,
            Duration median,
            Duration of99Percent,
            Duration longest,
            Duration added,
            Duration paused,
            Duration machine,
            Duration slowed) {

        private static Measured of(List<Window> asks, List<Window> machine, Duration slowed, List<Window> server) {
            List<Duration> times = asks.stream().map(Window::length).sorted().toList();
            int count = times.size();
            Window slowest = Collections.max(asks, Comparator.comparing(ask -> added(ask, machine)));
            Duration added = added(slowest, machine);
            Duration paused = slowest.within(server).minus(slowest.within(machine));
            return new Measured(
                    count,
                    times.get(count / 2),
                    times.get(Math.max(0, count - 1 - Math.max(1, count / 100))),
                    times.get(count - 1),
                    added,
                    paused.isNegative() ? Duration.ZERO : paused,
                    machine.stream()
                            .map(Window::length)
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ZERO),
                    slowed);
        }

        private static Duration added(Window ask, List<Window> machine) {
            return ask.length().minus(ask.within(machine));
        }

        /** Checks that no answer took longer than the bound, without what the machine was late by. */
        void requireInTime() {
            assertThat(median).as("median of %s", this).isLessThan(BOUND);
            if (QUIET) {
                assertThat(added).as("what the server adds of %s", this).isLessThan(BOUND);
            }
            Duration late = (slowed.compareTo(machine) > 0 ? slowed : machine).multipliedBy(WAKEUPS);
            assertThat(of99Percent).as("99 %% of %s", this).isLessThan(BOUND.plus(late));
            assertThat(longest).as("longest of %s", this).isLessThan(WORST.plus(late));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d answers, median %d ms, 99 %% %d ms, longest %d ms; the server adds up to %d ms, of which its"
                            + " virtual machine pauses %d ms; the machine was up to %d ms late, and %d ms with a little work",
                    count,
                    median.toMillis(),
                    of99Percent.toMillis(),
                    longest.toMillis(),
                    added.toMillis(),
                    paused.toMillis(),
                    machine.toMillis(),
                    slowed.toMillis());
        }
    }
}
