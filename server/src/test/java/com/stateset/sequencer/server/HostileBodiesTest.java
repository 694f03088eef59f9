package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Bodies that trickle, and more of them than memory allows. */
class HostileBodiesTest {

    private static final int LARGEST = 10 << 20;

    /** Six times the heap, all together; twelve times, where there is nothing else to do. */
    private static final int AT_ONCE = Boolean.getBoolean("sequencer.quiet") ? 200 : 100;

    @Test
    void bodies_that_trickle_hold_no_memory_and_end_with_408() throws Exception {
        List<Socket> trickling = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("128m", Duration.ofSeconds(4))) {
            TestServer server = bounded.client();
            byte[] whole = padded();
            for (int i = 0; i < 100; i++) {
                trickling.add(begin(server, LARGEST));
            }
            CountDownLatch over = new CountDownLatch(1);
            Thread drip = new Thread(() -> drip(trickling, over), "drip");
            drip.start();
            HealthProbe health = HealthProbe.of(server.url());
            for (int i = 0; i < 3; i++) {
                assertThat(server.ingest(whole).statusCode()).isEqualTo(200);
            }
            for (Socket socket : trickling) {
                assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request_timeout\"");
            }
            over.countDown();
            drip.join();
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println("100 bodies that trickle, heap of 128 MiB: /health " + measured);
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100);
        } finally {
            for (Socket socket : trickling) {
                socket.close();
            }
        }
    }

    @Test
    void bodies_that_trickle_once_they_hold_memory_give_it_up() throws Exception {
        List<Socket> trickling = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("128m", Duration.ofSeconds(4))) {
            TestServer server = bounded.client();
            byte[] whole = padded();
            for (int i = 0; i < 5; i++) {
                Socket socket = begin(server, LARGEST);
                socket.getOutputStream().write(whole, 0, 1 << 20);
                trickling.add(socket);
            }
            CountDownLatch over = new CountDownLatch(1);
            Thread drip = new Thread(() -> drip(trickling, over), "drip");
            drip.start();
            HealthProbe health = HealthProbe.of(server.url());
            HttpResponse<String> response = server.ingest(whole);
            for (int i = 0; i < 5 && response.statusCode() == 503; i++) {
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                response = server.ingest(whole);
            }
            assertThat(response.statusCode()).isEqualTo(200);
            over.countDown();
            drip.join();
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println("5 bodies that trickle once they hold memory, heap of 128 MiB: /health " + measured);
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
        } finally {
            for (Socket socket : trickling) {
                socket.close();
            }
        }
    }

    @Test
    void a_body_has_a_total_deadline() throws Exception {
        try (TestServer server = TestServer.start(
                        SqliteEventStore.inMemory(),
                        sequencing -> {},
                        serving -> serving.clientTimeout(Duration.ofMillis(300)));
                Socket socket = begin(server, LARGEST)) {
            long start = System.nanoTime();
            byte[] some = new byte[4096];
            Arrays.fill(some, (byte) ' ');
            while (socket.getInputStream().available() == 0 && System.nanoTime() - start < 20_000_000_000L) {
                socket.getOutputStream().write(some);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(3600), Duration.ofSeconds(15));
            assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void many_of_the_largest_bodies_at_once_all_get_an_answer() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (BoundedServer bounded = BoundedServer.start("160m", Duration.ofSeconds(10))) {
            TestServer server = bounded.client();
            byte[] whole = padded();
            CyclicBarrier together = new CyclicBarrier(AT_ONCE);
            HealthProbe health = HealthProbe.of(server.url());
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(clients.submit(() -> {
                    together.await();
                    try (Socket socket = begin(server, whole.length)) {
                        socket.getOutputStream().write(whole);
                        return answer(socket);
                    }
                }));
            }
            int stored = 0;
            for (Future<String> each : answers) {
                String answer = each.get(120, TimeUnit.SECONDS);
                if (answer.startsWith("HTTP/1.1 200 ")) {
                    stored++;
                } else {
                    assertThat(answer)
                            .startsWith("HTTP/1.1 503 ")
                            .containsIgnoringCase("\r\nRetry-After: 1\r\n")
                            .contains("\"code\":\"overloaded\"");
                }
            }
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println(AT_ONCE + " bodies of 10 MiB at once, heap of 160 MiB: " + stored
                    + " stored, the others 503; /health " + measured);
            assertThat(stored).isPositive();
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
        } finally {
            clients.shutdownNow();
        }
    }

    /** The largest body there may be: an event, and spaces. */
    private static byte[] padded() {
        byte[] body = batch(event("o-1", "{}")).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(body, LARGEST);
        Arrays.fill(padded, body.length, padded.length, (byte) ' ');
        return padded;
    }

    private static Socket begin(TestServer server, int length) throws IOException {
        Socket socket = server.connect();
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("POST /api/v1/events/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                                + "\r\nx-api-key: " + TestServer.KEY + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** A byte for each, now and then; the server may have closed some. */
    private static void drip(List<Socket> sockets, CountDownLatch over) {
        try {
            while (!over.await(500, TimeUnit.MILLISECONDS)) {
                for (Socket socket : sockets) {
                    drip(socket);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
