package com.stateset.sequencer.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers without an end. */
class AnswerBodyTest {

    private static final long SOCKETS = 16 << 20;

    private final AtomicLong sent = new AtomicLong();
    private ServerSocket server;

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void an_endless_answer_is_broken_off_and_not_asked_again() throws Exception {
        SequencerClient client = answering("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n")
                .retrying(Retries.lasting(Duration.ofMinutes(1)));
        assertThatThrownBy(client::sequencer)
                .isInstanceOf(TransportException.Incomprehensible.class)
                .hasMessageEndingWith("does not speak the protocol: the answer is longer than 67108864 bytes");
        assertThat(sent.get()).isBetween((long) AnswerBody.MOST_BYTES, AnswerBody.MOST_BYTES + SOCKETS);
    }

    @Test
    void of_an_explanation_without_an_end_the_beginning_counts() throws Exception {
        SequencerClient client =
                answering("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 1099511627776\r\n\r\n");
        assertThatThrownBy(client::sequencer)
                .isInstanceOfSatisfying(
                        TransportException.Throttled.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)))
                .hasMessageContaining("answers 503: xxxx");
        assertThat(sent.get()).isLessThan(AnswerBody.MOST_EXPLANATION + SOCKETS);
    }

    private SequencerClient answering(String head) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> serve(head), "endless-server");
        thread.setDaemon(true);
        thread.start();
        return SequencerClient.to(URI.create("http://127.0.0.1:" + server.getLocalPort()), null);
    }

    private void serve(String head) {
        byte[] some = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                OutputStream out = client.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write(some);
                    sent.addAndGet(some.length);
                }
            } catch (IOException e) {
                assertThat(e).as("the client has closed the connection").isNotNull();
            }
        }
    }
}
