package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionBurstTest {

    /** A connection that finds the queue full is tried again by the system after a second. */
    private static final Duration TRIED_AGAIN = Duration.ofMillis(900);

    @Test
    void five_hundred_connections_at_once_wait_for_none() throws Exception {
        List<Socket> burst = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("128m", Duration.ofSeconds(10))) {
            TestServer server = bounded.client();
            HealthProbe health = HealthProbe.of(server.url());
            Duration longest = Duration.ZERO;
            for (int i = 0; i < 500; i++) {
                long start = System.nanoTime();
                burst.add(server.connect());
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
            for (Socket socket : burst) {
                assertThat(health(socket)).startsWith("HTTP/1.1 200 ");
            }
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println("500 connections at once, heap of 128 MiB: the longest connect took "
                    + longest.toMillis() + " ms; /health " + measured);
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
            assertThat(longest).isLessThan(TRIED_AGAIN);
        } finally {
            for (Socket socket : burst) {
                socket.close();
            }
        }
    }

    private static String health(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
