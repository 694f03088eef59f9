package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.server.limits.FairPermits;
import com.stateset.sequencer.spi.ApiKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a place is while its call waits for the look-up of its key, and after that. */
class CallPlaceTest {

    private static final String HEAD = "/api/v1/head";
    private static final String STREAM = "/api/v1/events/stream";
    private static final int ALL = 256;
    private static final int OF_ONE = FairPermits.share(ALL);
    private static final String BUSY = "HTTP/1.1 503 ";
    private static final String FINE = "HTTP/1.1 200 ";

    private final StoreOnALeash store = new StoreOnALeash();
    private final CountDownLatch parked = new CountDownLatch(OF_ONE);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch refused = new CountDownLatch(ALL - OF_ONE);
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newFixedThreadPool(ALL);
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(store, sequencing -> {}, serving -> serving.trustProxyHeaders(true));
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        clients.shutdownNow();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, STREAM})
    void look_ups_for_one_tenant_leave_room_for_another(String path) throws Exception {
        Tenant greedy = knownTenant();
        Tenant other = knownTenant();
        List<Future<String>> calls = park(greedy.hash()::equals, i -> greedy.call(path, "10.0.0." + i));

        assertThat(other.get(path)).startsWith(FINE);
        assertThat(greedy.get(path)).startsWith(BUSY);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        goOn.countDown();
        assertThat(answers(calls)).filteredOn(answer -> answer.startsWith(FINE)).hasSize(OF_ONE);
        assertThat(answers(calls)).filteredOn(answer -> answer.startsWith(BUSY)).hasSize(ALL - OF_ONE);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.8", "2001:db8::%x, 2001:db8:0:1::"})
    void many_wrong_keys_of_one_network_are_one_caller(String from, String other) throws Exception {
        Tenant known = knownTenant();
        Tenant elsewhere = newTenant();
        Tenant unknown = newTenant();
        String one = String.format(Locale.ROOT, from, 1);
        List<Future<String>> wrong = park(
                key -> !List.of(known.hash(), elsewhere.hash()).contains(key),
                i -> newTenantsKey().call(HEAD, String.format(Locale.ROOT, from, i)));

        assertThat(answer(known.call(HEAD, one))).startsWith(FINE);
        assertThat(answer(elsewhere.call(HEAD, other))).startsWith(FINE);
        assertThat(answer(unknown.call(HEAD, one))).startsWith(BUSY);
        goOn.countDown();
        assertThat(answers(wrong))
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 401 "))
                .hasSize(OF_ONE);
        assertThat(answer(unknown.call(HEAD, one))).startsWith(FINE);
    }

    @Test
    void a_key_that_was_refused_is_no_longer_its_tenants() throws Exception {
        Tenant lost = knownTenant();
        Tenant kept = lost.withAnotherKey();
        assertThat(kept.get(HEAD)).startsWith(FINE);
        String revoked =
                "/api/v1/api-keys/" + lost.hash().toHex().substring(0, ApiKey.PREFIX_LENGTH) + "?tenant_id=" + lost.id;
        assertThat(server.send(server.request(revoked).DELETE()).statusCode()).isEqualTo(200);
        assertThat(lost.get(HEAD)).startsWith("HTTP/1.1 401 ");
        List<Future<String>> calls = park(lost.hash()::equals, i -> lost.call(HEAD, "10.0.0.9"));

        assertThat(kept.get(HEAD)).startsWith(FINE);
        goOn.countDown();
        assertThat(answers(calls))
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 401 "))
                .hasSize(OF_ONE);
    }

    /** Sends as many calls as may run at a time, whose look-ups wait, and returns once no more of them are let in. */
    private List<Future<String>> park(Predicate<Hash> keys, IntFunction<String> calls) throws InterruptedException {
        store.beforeLookUp(key -> {
            if (keys.test(key)) {
                parked.countDown();
                await(goOn);
            }
        });
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            String call = calls.apply(i);
            answers.add(clients.submit(() -> {
                String answer = answer(call);
                if (answer.startsWith(BUSY)) {
                    refused.countDown();
                }
                return answer;
            }));
        }
        await(parked);
        await(refused);
        return answers;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> answers(List<Future<String>> calls) throws Exception {
        List<String> answers = new ArrayList<>();
        for (Future<String> call : calls) {
            answers.add(call.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    /** Returns the first line of an answer; the connection stays open, as the call may be an event stream. */
    private String answer(String call) throws IOException {
        Socket socket = server.connect();
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
        return String.valueOf(
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine());
    }

    private Tenant knownTenant() throws IOException {
        Tenant tenant = newTenant();
        assertThat(tenant.get(HEAD)).startsWith(FINE);
        return tenant;
    }

    private Tenant newTenant() {
        return mint(UUID.randomUUID().toString());
    }

    private Tenant mint(String id) {
        return new Tenant(
                id,
                json(server.post("/api-keys", "{\"tenantId\":\"" + id + "\"}"))
                        .get("apiKey")
                        .asText());
    }

    /** A key that could be one. */
    private Tenant newTenantsKey() {
        UUID id = UUID.randomUUID();
        return new Tenant(id.toString(), KeySecret.ofTenant(id));
    }

    private final class Tenant {

        private final String id;
        private final String key;

        Tenant(String id, String key) {
            this.id = id;
            this.key = key;
        }

        Tenant withAnotherKey() {
            return mint(id);
        }

        Hash hash() {
            return KeySecret.hash(key);
        }

        String get(String path) throws IOException {
            return answer(call(path, "10.9.9.9"));
        }

        String call(String path, String from) {
            return "GET " + path + "?tenant_id=" + id + "&store_id=" + Sent.STORE
                    + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + from + "\r\nx-api-key: " + key
                    + "\r\n\r\n";
        }
    }
}
