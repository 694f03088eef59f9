package com.stateset.sequencer.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server for its health all the time, and measures how long each answer takes. Each ask has a connection of its own. The first one,
 * for which a server that has just started loads its classes, is not measured.
 */
final class HealthProbe implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final byte[] REQUEST =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LOST = Duration.ofSeconds(10);

    private final URI server;
    private final List<Duration> times = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "health-probe");

    private HealthProbe(String url) {
        this.server = URI.create(url);
    }

    static HealthProbe of(String url) {
        HealthProbe probe = new HealthProbe(url);
        probe.ask();
        probe.thread.setDaemon(true);
        probe.thread.start();
        return probe;
    }

    private void run() {
        try {
            while (true) {
                times.add(ask());
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A failure counts as the longest time there is. By a bare socket: what an HTTP client needs to begin is not the server's time, and is
     * long where this process has much else to do.
     */
    private Duration ask() {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) LOST.toMillis());
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) LOST.toMillis());
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200 ") ? Duration.ofNanos(System.nanoTime() - start) : LOST;
        } catch (IOException e) {
            return LOST;
        }
    }

    /** Ends the asking, and returns the median and the longest time of an answer. */
    Measured measured() {
        close();
        List<Duration> sorted = times.stream().sorted().toList();
        return new Measured(sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    record Measured(int count, Duration median, Duration longest) {}
}
