package com.stateset.sequencer.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.VerifierKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WitnessClientTest {

    private final Witness witness = witness(List.of(Logs.VKEY));
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private Function<byte[], WitnessAnswer> behaviour = witness::addCheckpoint;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/w/add-checkpoint", exchange -> {
            requests.incrementAndGet();
            WitnessAnswer answer = behaviour.apply(exchange.getRequestBody().readAllBytes());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void gets_a_line_that_verifies() throws Exception {
        WitnessClient client = client();
        List<Hash> entries = Logs.entries(5);

        WitnessLine line = client.cosign(Logs.checkpoint(entries), Logs.log(entries));

        assertThat(line.line().isOf(Logs.WITNESS)).isTrue();
        assertThat(line.time()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void needs_one_request_once_it_knows_the_size() throws Exception {
        WitnessClient client = client();
        for (int size = 3; size < 20; size++) {
            List<Hash> entries = Logs.entries(size);
            client.cosign(Logs.checkpoint(entries), Logs.log(entries));
        }

        assertThat(requests).hasValue(17);
    }

    @Test
    void goes_back_to_the_size_that_it_is_told() throws Exception {
        List<Hash> entries = Logs.entries(9);
        client().cosign(Logs.checkpoint(entries.subList(0, 5)), Logs.log(entries.subList(0, 5)));

        client().cosign(Logs.checkpoint(entries), Logs.log(entries));

        assertThat(requests).hasValue(3);
    }

    @Test
    void calls_another_history_a_contradiction() throws Exception {
        List<Hash> entries = Logs.entries(5);
        client().cosign(Logs.checkpoint(entries), Logs.log(entries));
        List<Hash> fork = Logs.entries(9, 2);

        assertThatThrownBy(() -> client().cosign(Logs.checkpoint(fork), Logs.log(fork)))
                .isInstanceOfSatisfying(
                        WitnessException.class,
                        e -> assertThat(e.isContradiction()).isTrue())
                .hasMessageStartingWith("answers 422");
    }

    @Test
    void calls_a_shorter_history_a_contradiction() throws Exception {
        List<Hash> entries = Logs.entries(5);
        client().cosign(Logs.checkpoint(entries), Logs.log(entries));
        List<Hash> shorter = Logs.entries(3);

        assertThatThrownBy(() -> client().cosign(Logs.checkpoint(shorter), Logs.log(shorter)))
                .hasMessage("has cosigned 5 entries, and the log has only 3");
    }

    @Test
    void shows_the_newest_to_a_witness_that_is_ahead() throws Exception {
        List<Hash> entries = Logs.entries(9);
        client().cosign(Logs.checkpoint(entries.subList(0, 5)), Logs.log(entries.subList(0, 5)));

        WitnessLine line = client().cosign(Logs.checkpoint(entries.subList(0, 3)), Logs.log(entries));

        assertThat(line.checkpoint()).isEqualTo(Logs.checkpoint(entries));
    }

    @Test
    void reads_a_size_whose_type_has_a_charset() throws Exception {
        List<Hash> entries = Logs.entries(9);
        client().cosign(Logs.checkpoint(entries.subList(0, 5)), Logs.log(entries.subList(0, 5)));
        behaviour = body -> {
            WitnessAnswer answer = witness.addCheckpoint(body);
            return new WitnessAnswer(
                    answer.status(), answer.mediaType().replaceFirst(";.*", "") + "; charset=utf-8", answer.body());
        };

        assertThat(client().cosign(Logs.checkpoint(entries), Logs.log(entries)).checkpoint())
                .isEqualTo(Logs.checkpoint(entries));
    }

    @Test
    void a_404_is_of_a_witness_that_does_not_know_the_log() {
        behaviour = witness(List.of())::addCheckpoint;

        assertRefused("answers 404, so it does not know the log: this witness does not know the log");
        assertThat(requests).hasValue(1);
    }

    @Test
    void a_403_is_of_a_witness_that_knows_another_key_of_it() {
        SigningKey other = SigningKey.generate();
        behaviour =
                witness(List.of(VerifierKey.ofLog(Logs.ORIGIN, other.publicKey().toByteArray())))::addCheckpoint;

        assertRefused("answers 403, so it has no key of the log that signed this: ");
        assertThat(requests).hasValue(1);
    }

    @Test
    void a_409_without_a_size_is_a_contradiction() throws Exception {
        List<Hash> entries = Logs.entries(5);
        client().cosign(Logs.checkpoint(entries), Logs.log(entries));
        List<Hash> fork = Logs.entries(5, 2);

        assertThatThrownBy(() -> client().cosign(Logs.checkpoint(fork), Logs.log(fork)))
                .isInstanceOfSatisfying(
                        WitnessException.class,
                        e -> assertThat(e.isContradiction()).isTrue())
                .hasMessage("answers 409: the root of the same size was another before");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 408, 429, 500, 502, 503})
    void any_other_answer_is_of_a_witness_that_is_away(int status) {
        behaviour = body -> WitnessAnswer.refused(status, "not now");

        assertRefused("answers " + status + ": not now");
        assertThat(requests).hasValue(1);
    }

    @Test
    void does_not_wait_for_a_witness_that_is_silent() {
        behaviour = body -> {
            try {
                over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return witness.addCheckpoint(body);
        };

        assertRefused("does not answer in time");
    }

    @Test
    void takes_no_more_than_an_answer_may_have() {
        behaviour = body -> new WitnessAnswer(200, "text/plain", "x".repeat(1 << 20));

        assertRefused("cannot be reached: java.io.IOException: the answer is longer than 65536 bytes");
    }

    @Test
    void believes_no_line_that_does_not_verify() {
        behaviour = body -> {
            WitnessAnswer answer = witness.addCheckpoint(body);
            return new WitnessAnswer(200, answer.mediaType(), answer.body().replaceFirst("AAAA", "AAAB"));
        };

        assertRefused("answers with something else than its cosignature");
    }

    @Test
    void goes_back_and_forth_no_longer_than_three_times() {
        behaviour = body -> new WitnessAnswer(409, "text/x.tlog.size", requests.get() % 2 + 1 + "\n");

        assertRefused("says each time that it has seen another size");
        assertThat(requests).hasValue(3);
    }

    private static Witness witness(List<VerifierKey> logs) {
        return new Witness(
                Logs.WITNESS,
                message -> Logs.WITNESS_KEY.signText(message).toByteArray(),
                Logs.VERIFIER,
                logs,
                new Logs.Memory(),
                Clock.systemUTC());
    }

    private void assertRefused(String message) {
        List<Hash> entries = Logs.entries(5);
        assertThatThrownBy(() -> client().cosign(Logs.checkpoint(entries), Logs.log(entries)))
                .isInstanceOfSatisfying(
                        WitnessException.class,
                        e -> assertThat(e.isContradiction()).isFalse())
                .hasMessageStartingWith(message);
    }

    private WitnessClient client() {
        return new WitnessClient(
                HttpClient.newHttpClient(),
                new WitnessAddress(
                        Logs.WITNESS,
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w/")),
                Logs.VERIFIER,
                Duration.ofSeconds(2));
    }
}
