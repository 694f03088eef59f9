package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with {@code READ_DATABASE_URL}: it says whether the replica is in use, and does without it. */
class ReadReplicaServerTest {

    private static TestPostgres primary;
    private static TestPostgres replica;

    @BeforeAll
    static void startServers() {
        primary = TestPostgres.start();
        replica = primary.startReplica();
    }

    @AfterAll
    static void stopServers() {
        replica.close();
        primary.close();
    }

    @Test
    void reads_what_was_ingested_whatever_becomes_of_the_replica() {
        String url = primary.createDatabase();
        try (TestServer server = start(url, replica.replicatedUrlOf(url))) {
            ingestAndRead(server, 1);
            awaitReady(server, "in_use");
            ingestAndRead(server, 2);
            replica.stop();
            ingestAndRead(server, 3);
            awaitReady(server, "unreachable");
            replica.startAgain();
            awaitReady(server, "in_use");
            ingestAndRead(server, 4);
        }
    }

    @Test
    void a_server_that_is_no_replica_stops_the_start() {
        String url = primary.createDatabase();
        assertThatThrownBy(() -> start(url, url))
                .isInstanceOf(StartException.class)
                .hasMessageMatching(
                        "The event store, PostgreSQL at localhost:[0-9]+/t[0-9a-f]+ with the read replica PostgreSQL at"
                                + " localhost:[0-9]+/t[0-9a-f]+ \\(READ_DATABASE_URL\\), cannot be opened: the read replica cannot be used:"
                                + " it is not a standby, which only follows its primary");
    }

    private static void ingestAndRead(TestServer server, int n) {
        assertThat(server.ingest(batch(event("o-" + n, "{}"))).statusCode()).isEqualTo(200);
        assertThat(server.get("/api/v1/events?" + Sent.STREAM).body()).contains("\"head_sequence\":" + n);
        assertThat(server.get("/api/v1/entities/order/o-" + n + "?" + Sent.STREAM)
                        .body())
                .contains("\"version\":1,");
    }

    private static void awaitReady(TestServer server, String state) {
        String expected = "{\"status\":\"ready\",\"database\":\"connected\",\"read_replica\":\"" + state + "\"}";
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String answer = server.get("/ready").body();
        while (!answer.equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            answer = server.get("/ready").body();
        }
        assertThat(answer).isEqualTo(expected);
    }

    private static TestServer start(String url, String replicaUrl) {
        return ConfiguredTestServer.start(Map.of(
                "DATABASE_URL", url, "READ_DATABASE_URL", replicaUrl, "BOOTSTRAP_ADMIN_API_KEY", TestServer.KEY));
    }
}
