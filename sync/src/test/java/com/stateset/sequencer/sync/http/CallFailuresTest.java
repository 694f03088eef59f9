package com.stateset.sequencer.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a call of the HTTP transport fails where the server's own answer does not come, or is none. */
@Timeout(60)
class CallFailuresTest {

    private final LocalServer server = new LocalServer();
    private final HttpTransport transport = HttpTransport.to(server.uri(), "secret");

    @AfterEach
    void stopServer() {
        transport.close();
        server.close();
    }

    @Test
    void a_failing_server_may_have_done_it() {
        server.answers(500, "");
        assertThatThrownBy(() -> transport.sequencer()).isInstanceOfSatisfying(TransportException.Failed.class, e -> {
            assertThat(e.status()).isEqualTo(500);
            assertThat(e.mayHaveArrived()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 504, 520, 524})
    void a_gateway_does_not_speak_for_the_server_behind_it(int status) {
        server.answers(status, "");
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(
                        TransportException.Unreachable.class,
                        e -> assertThat(e.mayHaveArrived()).isTrue())
                .hasMessage("the server at " + server.uri() + " answers " + status);
    }

    @Test
    void where_there_is_no_server_nothing_has_arrived() {
        URI gone = server.uri();
        server.close();
        assertThatThrownBy(() -> HttpTransport.to(gone, null).sequencer())
                .isInstanceOfSatisfying(
                        TransportException.Unreachable.class,
                        e -> assertThat(e.mayHaveArrived()).isFalse())
                .hasMessage("there is no connection to " + gone);
    }

    @Test
    void a_torn_answer_is_none() {
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
        });
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(
                        TransportException.Unreachable.class,
                        e -> assertThat(e.mayHaveArrived()).isTrue());
    }

    @Test
    void a_late_answer_and_one_that_never_ends_are_not_waited_for() {
        CountDownLatch never = new CountDownLatch(1);
        HttpTransport hasty = HttpTransport.to(server.uri(), null, Duration.ofSeconds(5), Duration.ofMillis(100));
        server.answers(exchange -> await(never));
        assertThatThrownBy(hasty::sequencer).isInstanceOf(TransportException.Unreachable.class);
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await(never);
        });
        assertThatThrownBy(hasty::sequencer)
                .isInstanceOf(TransportException.Unreachable.class)
                .hasMessage("the server at " + server.uri() + " does not answer in time");
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "{}",
                "{\"sequencer_id\":\"x\",\"keys\":[]}",
                "{\"sequencer_id\":\"00000000-0000-0000-0000-00000000000a\",\"keys\":[{\"key_version\":1.5}]}",
                "{\"sequencer_id\":\"00000000-0000-0000-0000-00000000000a\",\"keys\":[{\"key_version\":1,\"public_key\":\"00\"}]}"
            })
    void who_does_not_speak_the_protocol_is_told_so(String body) {
        server.answers(200, body);
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOf(TransportException.Incomprehensible.class)
                .hasMessageStartingWith("what answers at " + server.uri() + " does not speak the protocol: $");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
