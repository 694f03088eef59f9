package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PostgresOutageTest {

    private static final int CLIENTS = 8;
    private static final int BATCHES_AFTER = 10;
    private static final int BATCH = 5;

    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final CountDownLatch ingesting = new CountDownLatch(CLIENTS * 3);
    private final CountDownLatch refused = new CountDownLatch(CLIENTS);
    private final CountDownLatch back = new CountDownLatch(1);

    @Test
    void nothing_acknowledged_is_lost_and_nothing_stands_twice() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestPostgres postgres = TestPostgres.start();
                TestServer server = TestServer.start(PostgresEventStore.connect(postgres.createDatabase()))) {
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                Callable<Integer> ingestion = () -> ingestThroughTheOutage(server, client);
                sent.add(clients.submit(ingestion));
            }
            ingesting.await();
            postgres.stop();
            refused.await();
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/ready").headers().firstValue("Retry-After")).isPresent();
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertUnavailable(server.get("/api/v1/head?" + STREAM));
            postgres.startAgain();
            back.countDown();

            long total = 0;
            for (Future<Integer> client : sent) {
                total += client.get();
            }
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            assertThat(storedIn(server)).hasSize((int) total).isEqualTo(acknowledged);
        } finally {
            clients.shutdownNow();
        }
    }

    /** Sends batch after batch, each until it is acknowledged: before, through and some more after the outage. */
    private int ingestThroughTheOutage(TestServer server, int client) {
        int sent = 0;
        boolean wasRefused = false;
        for (int after = 0; after < BATCHES_AFTER; after += wasRefused ? 1 : 0) {
            List<String> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                events.add(event("client-" + client, "{\"n\":" + (sent + i) + "}"));
            }
            wasRefused |= ingestUntilAcknowledged(server, batch(events), wasRefused);
            sent += BATCH;
            ingesting.countDown();
        }
        return sent;
    }

    /** Returns whether the batch was refused before it was taken. */
    private boolean ingestUntilAcknowledged(TestServer server, String batch, boolean before) {
        boolean wasRefused = before;
        while (true) {
            HttpResponse<String> response = server.ingest(batch);
            if (response.statusCode() == 200) {
                remember(json(response).get("results"));
                return wasRefused;
            }
            assertUnavailable(response);
            if (!wasRefused) {
                wasRefused = true;
                refused.countDown();
            }
            awaitQuietly(back);
        }
    }

    private void remember(JsonNode results) {
        for (JsonNode result : results) {
            assertThat(result.get("status").asText()).isIn("accepted", "duplicate");
            acknowledged.put(
                    UUID.fromString(result.get("event_id").asText()),
                    result.get("sequence_number").asLong());
        }
    }

    private static Map<UUID, Long> storedIn(TestServer server) {
        Map<UUID, Long> stored = new HashMap<>();
        long head = 1;
        for (long from = 1; from <= head; from = stored.size() + 1L) {
            JsonNode page = json(server.get("/api/v1/events?" + STREAM + "&limit=1000&from=" + from));
            head = page.get("head_sequence").asLong();
            for (JsonNode event : page.get("events")) {
                assertThat(event.get("sequence_number").asLong()).isEqualTo(stored.size() + 1L);
                stored.put(
                        UUID.fromString(event.at("/envelope/event_id").asText()),
                        event.get("sequence_number").asLong());
            }
        }
        assertThat(stored).hasSize((int) head);
        return stored;
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).doesNotContain("Exception", "SQL", "FATAL", "refused");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
