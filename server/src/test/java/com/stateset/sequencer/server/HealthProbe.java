package com.stateset.sequencer.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Asks a server for its health all the time, and measures how long each answer takes. Each ask has a connection of its own. */
final class HealthProbe implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LOST = Duration.ofSeconds(10);

    private final URI health;
    private final List<Duration> times = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "health-probe");

    private HealthProbe(String url) {
        this.health = URI.create(url + "/health");
    }

    static HealthProbe of(String url) {
        HealthProbe probe = new HealthProbe(url);
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

    /** A failure counts as the longest time there is. */
    private Duration ask() throws InterruptedException {
        long start = System.nanoTime();
        try {
            HttpRequest request = HttpRequest.newBuilder(health).timeout(LOST).build();
            int status = HttpClient.newBuilder()
                    .connectTimeout(LOST)
                    .build()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
            return status == 200 ? Duration.ofNanos(System.nanoTime() - start) : LOST;
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
