package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of large events, of which clients ask for many and read none. */
class PagesTest {

    private static final int EVENTS = 24;

    @ParameterizedTest
    @ValueSource(strings = {"events?limit=1000&", "entities/order/o-1?limit=1000&"})
    void clients_that_do_not_read_pages_stop_no_small_server(String call) throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("256m", Duration.ofSeconds(10))) {
            TestServer server = bounded.client();
            String payload = "{\"text\":\"" + "x".repeat(1_000_000) + "\"}";
            for (int i = 1; i <= EVENTS; i++) {
                assertThat(server.ingest(batch(event("o-1", payload))).statusCode())
                        .isEqualTo(200);
            }
            HealthProbe health = HealthProbe.of(server.url());
            for (int i = 0; i < 64; i++) {
                idle.add(ask(server, call));
            }
            long begun = System.nanoTime();
            assertThat(page(server, call)).contains("\"count\":17,", "\"has_more\":true");
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(server.ingest(batch(event("o-2", "{}"))).statusCode()).isEqualTo(200);
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println("64 clients that do not read pages of 16 MiB, heap of 256 MiB: /health " + measured
                    + ", one that reads gets its page after " + waited);
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** Comes again when it is told to. */
    private static String page(TestServer server, String call) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        HttpResponse<String> answer = server.get("/api/v1/" + call + Sent.STREAM);
        while (answer.statusCode() == 503 && System.nanoTime() < deadline) {
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            answer = server.get("/api/v1/" + call + Sent.STREAM);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static Socket ask(TestServer server, String call) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(("GET /api/v1/" + call + Sent.STREAM + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + TestServer.KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
