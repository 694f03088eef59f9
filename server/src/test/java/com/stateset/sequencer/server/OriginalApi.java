package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Servers that are asked what clients of the original sequencer ask, and what they need for it. */
final class OriginalApi implements AutoCloseable {

    private final TestServer server = start(1_000_000);
    private final TestServer limited = start(1);

    private static TestServer start(int registrations) {
        return TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.registrationsPerMinute(registrations));
    }

    /**
     * What a client of the original expects.
     *
     * @param row the row of the differences to which it is due that this does not hold; 0 if it holds
     * @param what a sentence
     * @param test asks, and asserts
     */
    record Expectation(int row, String what, Runnable test) {

        static Expectation holds(String what, Runnable test) {
            return new Expectation(0, what, test);
        }

        static Expectation differs(int row, String what, Runnable test) {
            return new Expectation(row, what, test);
        }

        @Override
        public String toString() {
            return row == 0 ? what : "row " + row + ": not " + what;
        }
    }

    /** An answer. */
    record Reply(int status, JsonNode json) {}

    /** A stream of a tenant, and an agent, that no other expectation is about. */
    record Shop(String tenant, String store, String agent) {

        Shop() {
            this(
                    UUID.randomUUID().toString(),
                    UUID.randomUUID().toString(),
                    UUID.randomUUID().toString());
        }

        String query() {
            return "tenant_id=" + tenant + "&store_id=" + store;
        }

        String event(String entityId) {
            return own(Sent.event(entityId, "{\"amount\":199.99}"));
        }

        String batch(String... events) {
            return own(Sent.batch(events));
        }

        private String own(String json) {
            return json.replace(Sent.TENANT, tenant).replace(Sent.STORE, store).replace(Sent.AGENT, agent);
        }
    }

    Reply get(String path, @Nullable String key) {
        return send("GET", path, null, key);
    }

    Reply post(String path, String body, @Nullable String key) {
        return send("POST", path, body, key);
    }

    Reply send(String method, String path, @Nullable String body, @Nullable String key) {
        return send(server, method, path, body, key);
    }

    /** Posts without a key where an address may register one agent in a minute. */
    Reply limited(String path, String body) {
        return send(limited, "POST", path, body, null);
    }

    private static Reply send(TestServer to, String method, String path, @Nullable String body, @Nullable String key) {
        HttpRequest.Builder request = to.anonymous(path)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "ApiKey " + key);
        }
        HttpResponse<String> response = to.send(request);
        return new Reply(response.statusCode(), TestServer.json(response));
    }

    private Reply sent(String path, String body) {
        Reply reply = post(path, body, TestServer.KEY);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply;
    }

    /** Sends events of as many entities, and returns the answer. */
    JsonNode ingest(Shop shop, int events) {
        return ingest(
                shop,
                IntStream.range(0, events).mapToObj(n -> shop.event("o-" + n)).toArray(String[]::new));
    }

    private JsonNode ingest(Shop shop, String... events) {
        return sent("/api/v1/events/ingest", shop.batch(events)).json();
    }

    Shop shopWith(int events) {
        Shop shop = new Shop();
        for (int left = events; left > 0; left -= 1000) {
            ingest(shop, Math.min(left, 1000));
        }
        return shop;
    }

    /** Events of one entity. */
    Shop shopWithHistory(int events) {
        Shop shop = new Shop();
        String[] history = new String[events];
        Arrays.setAll(history, n -> shop.event("o-1"));
        ingest(shop, history);
        return shop;
    }

    Shop shopWithSigned(int events) {
        SigningAgent agent = SigningAgent.registeredAt(server);
        for (int n = 0; n < events; n++) {
            agent.send(server, agent.event("o-" + n, "{}"));
        }
        String[] query = agent.query().split("[=&]", -1);
        return new Shop(query[1], query[3], agent.id().toString());
    }

    /** The events of a page of a stream that has so many. */
    JsonNode page(int events, String query) {
        JsonNode page = get("/api/v1/events?" + shopWith(events).query() + query, TestServer.KEY)
                .json();
        assertThat(page.get("count").asInt()).isEqualTo(page.get("events").size());
        return page.get("events");
    }

    long head(Shop shop) {
        return get("/api/v1/head?" + shop.query(), TestServer.KEY)
                .json()
                .get("head_sequence")
                .asLong();
    }

    JsonNode history(int events, String query) {
        return history(shopWithHistory(events), query);
    }

    JsonNode history(Shop shop, String query) {
        return get("/api/v1/entities/order/o-1?" + shop.query() + query, TestServer.KEY)
                .json();
    }

    JsonNode commit(Shop shop, String path, int start, int end) {
        return sent(
                        "/api/v1" + path,
                        "{\"tenant_id\":\"" + shop.tenant() + "\",\"store_id\":\"" + shop.store()
                                + "\",\"sequence_start\":" + start + ",\"sequence_end\":" + end + "}")
                .json();
    }

    /** Registers a schema, and returns its id. */
    String schemaOf(Shop shop) {
        return sent(
                        "/api/v1/schemas",
                        "{\"tenantId\":\"" + shop.tenant()
                                + "\",\"eventType\":\"order.created\",\"schemaJson\":{\"type\":\"object\"},"
                                + "\"compatibility\":\"none\"}")
                .json()
                .get("id")
                .asText();
    }

    /** Mints a key of the tenant that reads and writes, unless members say otherwise. */
    String key(Shop shop, String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        return sent("/api/v1/api-keys", "{\"tenantId\":\"" + shop.tenant() + "\"" + more + "}")
                .json()
                .get("apiKey")
                .asText();
    }

    @Override
    public void close() {
        server.close();
        limited.close();
    }
}
