package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SequencerServerTest {

    @Test
    void a_call_under_way_is_answered_and_new_ones_are_not_taken() throws Exception {
        StoreOnALeash store = new StoreOnALeash();
        TestServer server = TestServer.start(store);
        CountDownLatch appending = new CountDownLatch(1);
        CountDownLatch mayAppend = new CountDownLatch(1);
        store.beforeEach(() -> {
            appending.countDown();
            try {
                mayAppend.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> server.ingest(batch(event("o-1", "{}"))));
        appending.await();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        awaitRefusal(server.port());
        assertThat(stopped).isNotDone();
        mayAppend.countDown();

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(json(answer.get()).get("events_accepted").asInt()).isEqualTo(1);
        stopped.get();
    }

    @Test
    void a_call_that_does_not_end_is_broken_off_and_all_is_closed() throws Exception {
        StoreOnALeash store = new StoreOnALeash();
        TestServer server =
                TestServer.start(store, sequencing -> {}, serving -> serving.drainTimeout(Duration.ofMillis(100)));
        try (Socket slow = server.connect();
                LogLines log = LogLines.ofAll()) {
            slow.setSoTimeout(20_000);
            slow.getOutputStream()
                    .write("""
                            POST /api/v1/events/ingest HTTP/1.1
                            Host: localhost
                            x-api-key: %s
                            Content-Length: 1000000
                            Expect: 100-continue

                            """.formatted(TestServer.KEY).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            // The server asks for the body: the call is under way.
            assertThat(slow.getInputStream().read()).isEqualTo('H');

            server.close();

            assertThat(store.isClosed()).isTrue();
            assertThat(log.warningsAndErrors())
                    .containsExactly("Some calls did not end within 100 ms and are broken off");
        }
    }

    @Test
    void a_stopped_server_is_gone_and_may_be_stopped_again() {
        TestServer server = TestServer.start();
        int port = server.port();
        server.close();
        server.close();
        assertThatThrownBy(() -> TestServer.connect(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void a_port_in_use_is_said_in_one_sentence() {
        try (TestServer first = TestServer.start()) {
            assertThatThrownBy(() -> TestServer.start(
                            SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.port(first.port())))
                    .isInstanceOf(StartException.class)
                    .hasMessage("The server cannot listen on 127.0.0.1:" + first.port()
                            + ": the port is in use or not allowed, or the address is not one of this machine.");
        }
    }

    private static void awaitRefusal(int port) {
        try {
            while (true) {
                TestServer.connect(port).close();
            }
        } catch (IOException refused) {
            assertThat(refused).isInstanceOf(ConnectException.class);
        }
    }
}
