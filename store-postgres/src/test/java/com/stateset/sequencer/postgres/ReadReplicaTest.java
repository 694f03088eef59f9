package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.dataSource;
import static com.stateset.sequencer.postgres.Samples.execute;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.query;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.connection.PostgresTimeouts;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.stateset.sequencer.postgres.read.EventReader;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from a real streaming replica that is in step, behind, gone, promoted, or another server's. */
class ReadReplicaTest {

    private static final EntityRef ENTITY = new EntityRef("order", "o-1");

    private static TestPostgres primary;
    private static TestPostgres replica;
    private String url;

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

    @BeforeEach
    void createDatabase() {
        url = primary.createDatabase();
        replica.replicatedUrlOf(url);
    }

    @Test
    void reads_go_to_the_replica() {
        try (PostgresEventStore store = open(url, replica.urlOf(url))) {
            StreamId stream = newStream();
            append(store, event(stream).candidate());
            awaitInUse(store);
            // A session tells of its reads once a second.
            Eventually.holds("the replica reads events", () -> {
                assertThat(head(store, stream)).isEqualTo(1);
                return !query(
                                dataSource(replica.urlOf(url)),
                                "select 1 from pg_stat_user_tables where relname = 'events' and idx_scan > 0")
                        .isEmpty();
            });
        }
    }

    @Test
    void a_replica_that_is_behind_is_not_read_from() {
        try (PostgresEventStore store = open(url, replica.urlOf(url))) {
            StreamId stream = newStream();
            append(store, event(stream).candidate());
            awaitInUse(store);
            execute(dataSource(replica.urlOf(url)), "select pg_wal_replay_pause()");
            for (int i = 2; i <= 20; i++) {
                append(store, event(stream).candidate());
                assertThat(head(store, stream)).isEqualTo(i);
                assertThat(entity(store, stream).version()).isEqualTo(i);
            }
            assertThat(store.readReplica()).contains("behind");
            execute(dataSource(replica.urlOf(url)), "select pg_wal_replay_resume()");
            awaitInUse(store);
            assertThat(head(store, stream)).isEqualTo(20);
        } finally {
            execute(dataSource(replica.urlOf(url)), "select pg_wal_replay_resume()");
        }
    }

    @Test
    void what_another_process_acknowledged_is_read() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (PostgresEventStore writer = open(url, null);
                PostgresEventStore reader = open(url, replica.urlOf(url))) {
            CyclicBarrier start = new CyclicBarrier(4);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                StreamId stream = newStream();
                calls.add(callers.submit(() -> {
                    start.await();
                    for (long n = 1; n <= 50; n++) {
                        append(writer, event(stream).candidate());
                        assertThat(head(reader, stream)).isEqualTo(n);
                        assertThat(entity(reader, stream).version()).isEqualTo(n);
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void a_replica_that_goes_away_is_done_without_until_it_is_back() {
        try (PostgresEventStore store = open(url, replica.urlOf(url))) {
            StreamId stream = newStream();
            append(store, event(stream).candidate());
            awaitInUse(store);
            replica.kill();
            try {
                append(store, event(stream).candidate());
                assertThat(head(store, stream)).isEqualTo(2);
                assertThat(store.readReplica()).contains("unreachable");
                try (PostgresEventStore started = open(url, replica.urlOf(url))) {
                    assertThat(head(started, stream)).isEqualTo(2);
                    assertThat(started.readReplica()).contains("unreachable");
                }
            } finally {
                replica.startAgain();
            }
            awaitInUse(store);
        }
    }

    @Test
    void a_replica_that_was_promoted_is_not_read_from() {
        try (TestPostgres promoted = primary.startReplica();
                PostgresEventStore store = open(url, promoted.urlOf(url))) {
            StreamId stream = newStream();
            append(store, event(stream).candidate());
            awaitInUse(store);
            execute(dataSource(promoted.urlOf(url)), "select pg_promote()");
            try (PostgresEventStore other = open(promoted.urlOf(url), null)) {
                append(other, event(stream).candidate());
            }
            assertThat(head(store, stream)).isEqualTo(1);
            assertThat(store.readReplica()).contains("not_a_standby");
        }
    }

    @Test
    void a_replica_of_a_lost_primary_is_not_read_from() {
        try (TestPostgres lost = TestPostgres.start();
                TestPostgres follower = lost.startReplica();
                TestPostgres next = lost.startReplica()) {
            String before = lost.createDatabase();
            StreamId stream = newStream();
            try (PostgresEventStore store = open(before, follower.urlOf(before))) {
                append(store, event(stream).candidate());
                awaitInUse(store);
                Eventually.holds(
                        "the standby has the event",
                        () -> query(dataSource(next.urlOf(before)), "select head from sequencer.stream_heads")
                                .contains("1"));
                next.stop();
                append(store, event(stream).candidate(), event(stream).candidate());
                awaitInUse(store);
            }
            lost.kill();
            next.startAgain();
            execute(dataSource(next.urlOf(before)), "select pg_promote()");
            try (PostgresEventStore store = open(next.urlOf(before), follower.urlOf(before))) {
                assertThat(head(store, stream)).isEqualTo(1);
                assertThat(store.readReplica()).contains("other_timeline");
            }
        }
    }

    @Test
    void a_server_that_is_no_replica_stops_the_start() {
        String other = primary.createDatabase();
        String copy = replica.replicatedUrlOf(other);
        assertRefused(url, "the read replica cannot be used: it is not a standby, which only follows its primary");
        assertRefused(
                copy, "the read replica cannot be used: it is not a replica of this database, but of another one");
        assertRefused(replica.urlOf("x/missing"), "the read replica cannot be used: there is no database of that name");
        assertRefused(
                "postgres://u:p@no-such-host.invalid/x",
                "the read replica cannot be used: there is no host of that name");
    }

    @Test
    void more_than_the_primary_shows_is_not_shown() {
        try (PostgresEventStore store = open(url, null)) {
            StreamId stream = newStream();
            for (int i = 0; i < 5; i++) {
                append(store, event(stream).candidate());
            }
            EventPage page = reader(url).page(stream, ReadOptions.forwardsFrom(2), 3);
            assertThat(page.head()).isEqualTo(3);
            assertThat(page.events()).extracting(row -> row.sequenceNumber()).containsExactly(2L, 3L);
            assertThat(page.next()).isEmpty();
            EntityHistory history = reader(url).history(stream, ENTITY, 1, 10, 3);
            assertThat(history.version()).isEqualTo(3);
            assertThat(history.events()).extracting(row -> row.sequenceNumber()).containsExactly(2L, 3L);
            assertThat(reader(url).history(stream, ENTITY, 0, 10, 0).version()).isZero();
        }
    }

    private static EventReader reader(String url) {
        Duration limit = Duration.ofSeconds(10);
        return EventReader.of(new Database(
                new TimedConnections(dataSource(url), limit), new PostgresTimeouts(limit, limit, limit, limit)));
    }

    private void assertRefused(String replicaUrl, String message) {
        assertThatThrownBy(() -> open(url, replicaUrl))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);
    }

    private static void awaitInUse(PostgresEventStore store) {
        Eventually.holds(
                "the replica is in use", () -> store.readReplica().orElseThrow().equals("in_use"));
    }

    private static PostgresEventStore open(String url, String replicaUrl) {
        PostgresEventStoreBuilder builder = PostgresEventStore.builder(url);
        return replicaUrl == null
                ? builder.open()
                : builder.readReplica(replicaUrl).open();
    }

    private static long head(PostgresEventStore store, StreamId stream) {
        EventPage page = store.read(stream, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
        assertThat(page.events()).hasSize((int) page.head());
        return page.head();
    }

    private static EntityHistory entity(PostgresEventStore store, StreamId stream) {
        return store.entityHistory(stream, ENTITY, 0, 10);
    }
}
