package com.stateset.sequencer.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.VerifierKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Witnesses that do not cosign, over HTTP, each for a reason of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WitnessingWorkerTest {

    private static final String SILENT = "silent";

    /** What each witness answers, by the name in its address. */
    private static final Map<String, WitnessAnswer> ANSWERS = Map.of(
            "w404", WitnessAnswer.refused(404, "which log?"),
            "w403", WitnessAnswer.refused(403, "whose signature?"),
            "w422", WitnessAnswer.refused(422, "no proof"),
            "w409", WitnessAnswer.refused(409, "another root"),
            "wsize", WitnessAnswer.conflict(7));

    private final Map<String, List<Long>> requests = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(pool);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        pool.shutdownNow();
    }

    @Test
    void each_refusal_is_named_and_asked_again_after_longer_pauses() {
        List<String> names =
                Stream.concat(ANSWERS.keySet().stream(), Stream.of(SILENT)).toList();
        Witnessing witnessing = Witnessing.by(
                names.stream().map(this::address).toList(),
                1,
                new WitnessingTimes(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMinutes(10)));
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.inMemory())
                .signingKey(SigningKey.generate())
                .headsLogInterval(Duration.ofMillis(20))
                .with(witnessing)
                .build()) {
            sequencer.stream(UUID.randomUUID(), UUID.randomUUID())
                    .append(NewEvent.builder()
                            .entity("order", "o-1")
                            .eventType("order.placed")
                            .payload("{}")
                            .build())
                    .orThrow();
            while (requests.size() < names.size() || requests.values().stream().anyMatch(times -> times.size() < 3)) {
                Thread.onSpinWait();
            }
            assertThat(witnessing.status().failures())
                    .containsEntry("example.com/w404", "answers 404, so it does not know the log: which log?")
                    .containsEntry(
                            "example.com/w403",
                            "answers 403, so it has no key of the log that signed this: whose signature?")
                    .containsEntry("example.com/w422", "answers 422: no proof")
                    .containsEntry("example.com/w409", "answers 409: another root")
                    .containsEntry("example.com/wsize", "has cosigned 7 entries, and the log has only 1")
                    .containsEntry("example.com/silent", "does not answer in time");
            assertThat(witnessing.status().contradictions())
                    .as("no waiting helps")
                    .containsOnlyKeys("example.com/w422", "example.com/w409", "example.com/wsize");
            assertThatThrownBy(sequencer::ping).isInstanceOf(HeadsLogStoppedException.class);
        }
        requests.forEach((name, times) -> {
            assertThat(times.get(1) - times.get(0)).as(name).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
            assertThat(times.get(2) - times.get(1)).as(name).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1990));
        });
    }

    private WitnessAddress address(String name) {
        return new WitnessAddress(
                VerifierKey.ofWitness(
                        "example.com/" + name, SigningKey.generate().publicKey().toByteArray()),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().split("/", 3)[1];
        requests.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(System.nanoTime());
        exchange.getRequestBody().readAllBytes();
        if (name.equals(SILENT)) {
            awaitEnd();
        }
        WitnessAnswer answer = ANSWERS.getOrDefault(name, WitnessAnswer.refused(500, "too late"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void awaitEnd() {
        try {
            boolean ended = over.await(30, TimeUnit.SECONDS);
            assertThat(ended).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
