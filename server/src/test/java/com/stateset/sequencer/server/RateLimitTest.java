package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Limits as clients meet them. */
class RateLimitTest {

    private static final int PER_MINUTE = 12;
    private static final TestServer SERVER = TestServer.start(
            SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.rateLimitPerMinute(PER_MINUTE));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void a_tenant_that_calls_too_often_is_asked_to_wait() {
        UUID tenant = UUID.randomUUID();
        String first = key(tenant, "");
        String second = key(tenant, "");
        for (int left = PER_MINUTE - 1; left >= 0; left--) {
            HttpResponse<String> answer = head(tenant, left % 2 == 0 ? first : second);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "RateLimit-Limit")).isEqualTo(PER_MINUTE);
            assertThat(header(answer, "RateLimit-Remaining")).isEqualTo(left);
            assertThat(header(answer, "RateLimit-Reset")).isBetween(1L, 60L);
        }
        HttpResponse<String> refused = head(tenant, first);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asText()).isEqualTo("rate_limited");
        assertThat(header(refused, "RateLimit-Remaining")).isZero();
        assertThat(header(refused, "Retry-After")).isBetween(1L, 5L);
        UUID another = UUID.randomUUID();
        assertThat(head(another, key(another, "")).statusCode()).isEqualTo(200);
        for (String path : List.of("/health", "/ready", "/api/v1/sequencer")) {
            assertThat(SERVER.send(SERVER.anonymous(path).header("x-api-key", first))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_key_has_a_limit_of_its_own_and_mints_none_with_more() {
        UUID tenant = UUID.randomUUID();
        String limited = key(tenant, ",\"admin\":true,\"rateLimit\":4");
        assertThat(mint(limited, "{\"rateLimit\":5}").statusCode()).isEqualTo(403);
        assertThat(json(mint(limited, "{}")).at("/key/rateLimit").asInt()).isEqualTo(4);
        HttpResponse<String> foreign = head(UUID.randomUUID(), limited);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(header(foreign, "RateLimit-Remaining")).isEqualTo(1);
        assertThat(head(tenant, limited).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = head(tenant, limited);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "RateLimit-Limit")).isEqualTo(4);
        assertThat(head(tenant, key(tenant, "")).statusCode()).isEqualTo(200);
    }

    /** The pause that the server asks for, and not the client's own of a quarter of a second. */
    @Test
    void a_client_waits_as_long_as_it_is_asked_to() {
        UUID tenant = UUID.randomUUID();
        String limited = key(tenant, ",\"rateLimit\":1");
        StreamId stream = new StreamId(tenant, UUID.randomUUID());
        assertThat(head(tenant, limited).statusCode()).isEqualTo(200);
        List<Duration> pauses = new ArrayList<>();
        SequencerClient patient = SequencerClient.to(URI.create(SERVER.url()), limited)
                .retrying(Retries.lasting(Duration.ofSeconds(30)))
                .onRetry((failure, pause) -> pauses.add(pause));
        long start = System.nanoTime();
        assertThatThrownBy(() -> patient.head(stream))
                .isInstanceOfSatisfying(
                        TransportException.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter())
                                .isBetween(Duration.ofSeconds(31), Duration.ofSeconds(60)));
        // The pause would outlast what the client has: it fails at once, and does not call again and again.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_client_with_time_waits_and_succeeds() {
        UUID tenant = UUID.randomUUID();
        String limited = key(tenant, ",\"rateLimit\":30");
        int calls = 0;
        while (head(tenant, limited).statusCode() == 200 && calls < PER_MINUTE) {
            calls++;
        }
        List<Duration> pauses = new ArrayList<>();
        SequencerClient patient = SequencerClient.to(URI.create(SERVER.url()), limited)
                .retrying(Retries.lasting(Duration.ofSeconds(30)))
                .onRetry((failure, pause) -> pauses.add(pause));
        assertThat(patient.head(new StreamId(tenant, UUID.randomUUID()))).isZero();
        assertThat(pauses).isNotEmpty().allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) >= 0);
    }

    private static String key(UUID tenant, String members) {
        String body = "{\"tenantId\":\"" + tenant + "\"" + members + "}";
        return json(mint(KEY, body)).get("apiKey").asText();
    }

    private static HttpResponse<String> mint(String key, String body) {
        return SERVER.send(
                SERVER.anonymous("/api/v1/api-keys").header("x-api-key", key).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> head(UUID tenant, String key) {
        return SERVER.send(SERVER.anonymous("/api/v1/head?tenant_id=" + tenant + "&store_id=" + UUID.randomUUID())
                .header("x-api-key", key));
    }

    private static long header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValueAsLong(name).orElse(-1);
    }
}
