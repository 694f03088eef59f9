package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One tenant takes all that it can get, and another one is served. */
class FairSharesTest {

    /** More than all that a server takes at a time. */
    private static final int BODIES = 170;

    private static final int STREAMS = 260;
    private static final byte[] BEGUN = " ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void a_tenant_that_takes_all_it_can_leaves_room_for_another() throws Exception {
        ExecutorService attackers = Executors.newFixedThreadPool(BODIES);
        List<Socket> streams = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("128m", Duration.ofSeconds(10))) {
            TestServer server = bounded.client();
            Tenant greedy = Tenant.at(server);
            Tenant other = Tenant.at(server);
            HealthProbe health = HealthProbe.of(server.url());
            int open = 0;
            for (int i = 0; i < STREAMS; i++) {
                Socket stream = greedy.listen();
                streams.add(stream);
                open += firstLine(stream).startsWith("HTTP/1.1 200 ") ? 1 : 0;
            }
            for (int i = 0; i < BODIES; i++) {
                attackers.execute(() -> sendAgainAndAgain(greedy));
            }
            HttpResponse<String> own = greedy.ingest("o-1");
            for (int i = 0; i < 1000 && own.statusCode() == 200; i++) {
                own = greedy.ingest("o-1");
            }
            assertThat(own.statusCode()).isEqualTo(503);
            assertThat(own.headers().firstValue("Retry-After")).isPresent();
            try (Socket stream = other.listen()) {
                assertThat(firstLine(stream)).startsWith("HTTP/1.1 200 ");
                long slowest = 0;
                for (int i = 0; i < 20; i++) {
                    long begun = System.nanoTime();
                    assertThat(other.ingest("o-" + i).statusCode()).isEqualTo(200);
                    slowest = Math.max(slowest, System.nanoTime() - begun);
                }
                readUntil(stream, "id: 20\n");
                HealthProbe.Measured measured = health.measured(bounded);
                System.out.println("A tenant with " + open + " event streams and " + BODIES
                        + " clients that send bodies, refused " + refused + " times; the other's slowest ingest took "
                        + slowest / 1_000_000 + " ms; /health " + measured);
                assertThat(open).isEqualTo(192);
                measured.requireInTime();
            }
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
        } finally {
            over.set(true);
            for (Socket stream : streams) {
                stream.close();
            }
            attackers.shutdownNow();
        }
    }

    /** Begins the largest body there may be, until it is refused. */
    private void sendAgainAndAgain(Tenant tenant) {
        while (!over.get()) {
            try (Socket socket = tenant.send("POST /api/v1/events/ingest", "Content-Length: " + (10 << 20) + "\r\n")) {
                socket.getOutputStream().write(BEGUN);
                refused.addAndGet(firstLine(socket).startsWith("HTTP/1.1 503 ") ? 1 : 0);
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= 0 && next != '\r') {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString();
    }

    private static void readUntil(Socket socket, String expected) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder got = new StringBuilder();
        int next = in.read();
        while (next >= 0 && got.indexOf(expected) < 0) {
            got.append((char) next);
            next = in.read();
        }
        assertThat(got).contains(expected);
    }

    /** A tenant with a key of its own. */
    private record Tenant(TestServer server, String id, String key) {

        static Tenant at(TestServer server) {
            String id = UUID.randomUUID().toString();
            HttpResponse<String> minted = server.post("/api-keys", "{\"tenantId\":\"" + id + "\"}");
            return new Tenant(server, id, json(minted).get("apiKey").asText());
        }

        HttpResponse<String> ingest(String entity) {
            return server.send(server.anonymous("/api/v1/events/ingest")
                    .header("x-api-key", key)
                    .POST(BodyPublishers.ofString(batch(event(entity, "{}")).replace(Sent.TENANT, id))));
        }

        Socket listen() throws IOException {
            return send("GET /api/v1/events/stream?tenant_id=" + id + "&store_id=" + Sent.STORE, "");
        }

        private Socket send(String call, String headers) throws IOException {
            Socket socket = server.connect();
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((call + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key + "\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket;
        }
    }
}
