package com.stateset.sequencer.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers without an end. */
class AnswerBodyTest {

    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch brokenOff = new CountDownLatch(1);
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
        assertThat(brokenOff.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(sent.get()).isGreaterThanOrEqualTo(AnswerBody.MOST_BYTES);
        assertThat(connections).hasValue(1);
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
        assertThat(brokenOff.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void a_compressed_answer_is_measured_as_it_comes_out() throws Exception {
        SequencerClient client = answering(zipped("HTTP/1.1 200 OK", new byte[AnswerBody.MOST_BYTES + 1]));
        assertThatThrownBy(client::sequencer)
                .isInstanceOf(TransportException.Incomprehensible.class)
                .hasMessageEndingWith("the answer is longer than 67108864 bytes");
    }

    @Test
    void a_compressed_explanation_is_read() throws Exception {
        byte[] text = "too much to do".getBytes(StandardCharsets.US_ASCII);
        SequencerClient client = answering(zipped("HTTP/1.1 503 Busy", text));
        assertThatThrownBy(client::sequencer).hasMessageContaining("answers 503: too much to do");
    }

    @Test
    void of_a_compressed_explanation_that_is_cut_the_beginning_counts() throws Exception {
        byte[] text = new Random(1)
                .ints(200 << 10, 'a', 'z' + 1)
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
        SequencerClient client = answering(zipped("HTTP/1.1 503 Busy", text));
        String beginning = new String(text, 0, 100, StandardCharsets.US_ASCII);
        assertThatThrownBy(client::sequencer).hasMessageContaining("answers 503: " + beginning);
    }

    private static byte[] zipped(String status, byte[] body) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(body);
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String head = status + "\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n\r\n";
        answer.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        zipped.writeTo(answer);
        return answer.toByteArray();
    }

    private SequencerClient answering(String head) throws IOException {
        return answering(out -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] some = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(some);
                sent.addAndGet(some.length);
            }
        });
    }

    private SequencerClient answering(byte[] whole) throws IOException {
        return answering(out -> out.write(whole));
    }

    private SequencerClient answering(Answer answer) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> serve(answer), "endless-server");
        thread.setDaemon(true);
        thread.start();
        return SequencerClient.to(URI.create("http://127.0.0.1:" + server.getLocalPort()), null);
    }

    private void serve(Answer answer) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                connections.incrementAndGet();
                answer.to(client.getOutputStream());
            } catch (IOException e) {
                brokenOff.countDown();
            }
        }
    }

    /** What is said on a connection. */
    private interface Answer {

        void to(OutputStream out) throws IOException;
    }
}
