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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a call of the HTTP transport fails, by what the server answers or does not. */
@Timeout(60)
class CallFailuresTest {

    private final LocalServer server = new LocalServer();
    private final HttpTransport transport = HttpTransport.to(server.uri(), "secret");

    @AfterEach
    void stopServer() {
        transport.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "413, true",
        "422, true",
        "401, false",
        "403, false",
        "404, false",
        "409, true",
        "431, true",
        "451, false"
    })
    void a_refusal_says_whether_it_is_about_the_content(int status, boolean aboutContent) {
        server.answers(status, "{\"error\":{\"code\":\"c\",\"message\":\"$.events[0] is odd\"}}");
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(TransportException.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused.isAboutContent()).isEqualTo(aboutContent);
                    assertThat(refused.mayHaveArrived()).isFalse();
                })
                .hasMessage("the server at " + server.uri() + " answers " + status + ": $.events[0] is odd");
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7, false",
        "503, 7, 7, true",
        "503, , 0, true",
        "429, soon, 0, false",
        "429, 99999999, 3600, false"
    })
    void a_busy_server_is_left_alone_as_long_as_it_asks(
            int status, String header, int seconds, boolean mayHaveArrived) {
        server.answers(status, "busy", header == null ? new String[0] : new String[] {"Retry-After", header});
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(TransportException.Throttled.class, throttled -> {
                    assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
                    assertThat(throttled.mayHaveArrived()).isEqualTo(mayHaveArrived);
                });
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
