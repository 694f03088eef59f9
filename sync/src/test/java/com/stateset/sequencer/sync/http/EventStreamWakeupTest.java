package com.stateset.sequencer.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EventStreamWakeupTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    private static final String WHERE = "tenant_id=" + STREAM.tenantId() + "&store_id=" + STREAM.storeId();

    private final LocalServer server = new LocalServer();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private EventStreamWakeup watch;

    @AfterEach
    void stopServer() {
        watch.close();
        server.close();
    }

    @Test
    void it_signals_at_the_start_and_for_each_event_after_the_head() throws Exception {
        server.answers(exchange -> route(exchange, this::streamBodies));
        watch();
        assertThat(take(asked)).isEqualTo("/api/v1/head?" + WHERE);
        assertThat(take(asked)).isEqualTo("/api/v1/events/stream?" + WHERE + "&heads=true&from=42");
        take(signals);
        bodies.add(":\n\nid: 42\ndata: {}\n\n");
        take(signals);
        bodies.add("event: head\nid: 43\ndata: {\"head_sequence\":43}\n\n");
        take(signals);
        assertThat(signals).isEmpty();
        assertThat(watch.isConnected()).isTrue();
    }

    @Test
    void a_connection_that_ends_is_made_anew() throws Exception {
        server.answers(exchange -> route(exchange, ended -> begin(ended)));
        watch();
        for (int i = 0; i < 3; i++) {
            take(signals);
        }
    }

    @Test
    void the_end_of_a_connection_is_a_signal() throws Exception {
        BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
        server.answers(exchange -> route(exchange, ended -> {
            begin(ended);
            ended.getResponseBody().write(": here\n\n".getBytes(StandardCharsets.UTF_8));
        }));
        SequencerClient client = SequencerClient.to(server.uri(), null, Duration.ofSeconds(5), Duration.ofSeconds(5));
        CompletableFuture<EventStreamWakeup> started = new CompletableFuture<>();
        watch = EventStreamWakeup.start(
                client, STREAM, () -> connected.add(started.join().isConnected()), Duration.ofMinutes(1));
        started.complete(watch);
        assertThat(connected.poll(30, TimeUnit.SECONDS)).as("at its beginning").isFalse();
        server.answers(exchange -> route(exchange, none -> none.sendResponseHeaders(404, -1)));
        assertThat(connected.poll(30, TimeUnit.SECONDS)).as("at its end").isFalse();
        watch.close();
        watch.awaitEnd();
        assertThat(watch.isConnected()).isFalse();
    }

    @Test
    void a_server_in_trouble_is_asked_again() throws Exception {
        server.answers(exchange -> route(exchange, busy -> busy.sendResponseHeaders(503, -1)));
        watch();
        take(asked);
        take(asked);
        server.answers(exchange -> route(exchange, this::streamBodies));
        take(signals);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 501, 200})
    void a_server_without_the_route_is_asked_again_much_later(int status) throws Exception {
        Duration pause = Duration.ofMillis(700);
        server.answers(exchange -> route(exchange, none -> none.sendResponseHeaders(status, -1)));
        SequencerClient client = SequencerClient.to(server.uri(), null, Duration.ofSeconds(5), Duration.ofSeconds(5));
        watch = EventStreamWakeup.start(client, STREAM, () -> signals.add("signal"), pause);
        take(asked);
        take(asked);
        long start = System.nanoTime();
        server.answers(exchange -> route(exchange, this::streamBodies));
        take(signals);
        // The pause began a little before.
        assertThat(System.nanoTime() - start).isGreaterThan(pause.toNanos() / 3);
    }

    @Test
    void it_ends_promptly() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        server.answers(exchange -> route(exchange, endless -> {
            begin(endless);
            try {
                while (true) {
                    endless.getResponseBody().write(":\n\n".getBytes(StandardCharsets.UTF_8));
                    endless.getResponseBody().flush();
                }
            } catch (IOException e) {
                gone.countDown();
            }
        }));
        watch();
        take(signals);
        watch.close();
        watch.awaitEnd();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void watch() {
        watch = (EventStreamWakeup)
                HttpTransport.to(server.uri(), "secret").onGrowth(STREAM, () -> signals.add("signal"));
    }

    private void route(HttpExchange exchange, LocalServer.Responder stream) throws IOException {
        String call = exchange.getRequestURI().toString();
        asked.add(call);
        if (call.startsWith("/api/v1/head")) {
            byte[] head = "{\"head_sequence\":41}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, head.length);
            exchange.getResponseBody().write(head);
        } else {
            stream.to(exchange);
        }
    }

    private void streamBodies(HttpExchange exchange) throws IOException {
        begin(exchange);
        try {
            while (true) {
                exchange.getResponseBody().write(bodies.take().getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
    }

    private static String take(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
