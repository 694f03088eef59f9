package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Readers of the event stream that do not read, or too late. */
class SlowReadersTest {

    private static final Pattern WHOLE_EVENT = Pattern.compile("id: (\\d+)\ndata: [^\n]*\n\n");

    /** More than the sockets of both ends take. */
    private static final int EVENTS = 150;

    @Test
    void a_reader_that_does_not_read_is_cut_and_can_resume() throws Exception {
        try (TestServer server = serverWithEvents(Duration.ofSeconds(1));
                Socket reader = listen(server, 1)) {
            rest(Duration.ofSeconds(7));
            String got = read(reader.getInputStream(), Integer.MAX_VALUE);
            assertThat(got.endsWith("\n\n")).as("ends with a whole event").isFalse();
            long last = lastWhole(got);
            assertThat(last).isBetween(1L, EVENTS - 1L);
            try (Socket again = listen(server, last + 1)) {
                assertThat(read(again.getInputStream(), 1000)).contains("id: " + (last + 1) + "\n");
            }
        }
    }

    @Test
    void a_reader_that_reads_late_is_told_why_its_stream_ends() throws Exception {
        try (TestServer server = serverWithEvents(Duration.ofSeconds(3));
                Socket reader = listen(server, 1)) {
            rest(Duration.ofMillis(6200));
            String got = read(reader.getInputStream(), Integer.MAX_VALUE);
            assertThat(got.substring(Math.max(0, got.length() - 300)))
                    .contains("\n\nevent: end\ndata: {\"error\":{\"code\":\"too_slow\",\"message\":\"This client")
                    .endsWith("}}\n\n");
            assertThat(lastWhole(got)).isBetween(1L, EVENTS - 1L);
        }
    }

    @Test
    void readers_that_do_not_read_do_not_stop_a_small_server() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (BoundedServer bounded = BoundedServer.start("128m", Duration.ofSeconds(10))) {
            TestServer server = bounded.client();
            for (int i = 0; i < 64; i++) {
                idle.add(listen(server, 1));
            }
            HealthProbe health = HealthProbe.of(server.url());
            String payload = "{\"text\":\"" + "x".repeat(1_000_000) + "\"}";
            for (int i = 1; i <= 24; i++) {
                assertThat(server.ingest(batch(event("o-" + i, payload))).statusCode())
                        .isEqualTo(200);
            }
            try (Socket reader = listen(server, 1)) {
                String got = "";
                while (!got.contains("id: 24\n")) {
                    got = got.substring(Math.max(0, got.length() - 20)) + read(reader.getInputStream(), 100_000);
                }
            }
            HealthProbe.Measured measured = health.measured(bounded);
            System.out.println("64 readers that do not read, heap of 128 MiB: /health " + measured);
            measured.requireInTime();
            assertThat(bounded.log()).hasSizeLessThan(100).noneMatch(line -> line.contains("OutOfMemoryError"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static TestServer serverWithEvents(Duration clientTimeout) {
        TestServer server = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.clientTimeout(clientTimeout));
        String payload = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
        for (int i = 0; i < EVENTS; i++) {
            assertThat(server.ingest(batch(event("o-" + i, payload))).statusCode())
                    .isEqualTo(200);
        }
        return server;
    }

    private static Socket listen(TestServer server, long from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(("GET /api/v1/events/stream?" + Sent.STREAM + "&from=" + from
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: " + TestServer.KEY
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads up to the end, or so much; the end of a connection that was broken off is one, too. */
    private static String read(InputStream in, int most) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] some = new byte[64 << 10];
        try {
            int count = in.read(some);
            while (count >= 0) {
                got.write(some, 0, count);
                count = got.size() >= most ? -1 : in.read(some);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return got.toString(StandardCharsets.UTF_8);
    }

    private static long lastWhole(String got) {
        Matcher matcher = WHOLE_EVENT.matcher(got);
        long last = 0;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }

    /** Does not read for a while, which is the attack. */
    private static void rest(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
