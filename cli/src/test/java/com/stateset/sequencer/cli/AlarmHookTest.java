package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlarmHookTest {

    private static final byte[] LINE = "{\"kind\":\"stale\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void posts_a_line_once() throws Exception {
        try (AlarmReceiver receiver = new AlarmReceiver(204)) {
            assertThat(AlarmHook.to(receiver.url()).post(LINE)).isEmpty();
            assertThat(receiver.bodies()).containsExactly("{\"kind\":\"stale\"}");
        }
    }

    @Test
    void gives_up_after_three_failures() throws Exception {
        try (AlarmReceiver receiver = new AlarmReceiver(500)) {
            assertThat(AlarmHook.to(receiver.url()).post(LINE)).contains("it answers 500");
            assertThat(receiver.bodies()).hasSize(3);
        }
    }

    @Test
    void does_not_wait_for_an_answer_without_an_end() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> acceptAll(server, threads));

            AlarmHook hook =
                    new AlarmHook(URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofMillis(300));

            assertThat(hook.post(LINE)).contains("it does not answer in time");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void acceptAll(ServerSocket server, ExecutorService threads) {
        try {
            while (true) {
                Socket connection = server.accept();
                threads.execute(() -> drip(connection));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    /** Answers at once with the first bytes, and goes on forever. */
    private static void drip(Socket connection) {
        try (connection) {
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!Thread.currentThread().isInterrupted()) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException e) {
            // The caller has hung up.
        }
    }
}
