package com.stateset.sequencer.postgres.connection;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends keep their connections; but never so many that others wait for one in vain, and never one that is dead or lost. */
class OwnConnectionsTest extends OwnDatabase {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void however_many_append_at_once(int maxConnections) {
        EventStore store = closedAfterwards(PostgresEventStore.builder(place())
                .maxConnections(maxConnections)
                .open());

        List<StreamId> streams = appendAtOnce(store, 24);

        assertThat(store.appendConcurrency()).isLessThan(maxConnections);
        assertThat(streams).allSatisfy(stream -> assertThat(store.head(stream)).isEqualTo(1));
    }

    /** Two is all the application has; the store asks for one of them for good, so that everybody has his turn. */
    @Test
    void an_applications_own_pool_is_not_used_up() throws SQLException {
        HikariDataSource pool = closedAfterwards(poolOf(2));
        EventStore store = closedAfterwards(PostgresEventStore.over(pool));

        List<StreamId> streams = appendAtOnce(store, 8);

        assertThat(store.appendConcurrency()).isEqualTo(1);
        awaitActive(pool, 1, 1);
        assertThat(streams).allSatisfy(stream -> assertThat(store.head(stream)).isEqualTo(1));
        try (Connection theirs = pool.getConnection()) {
            assertThat(theirs.isValid(1)).isTrue();
            assertThat(append(store, event(streams.get(0)).candidate())).containsExactly("accepted 2");
        }
    }

    @Test
    void more_connections_are_kept_for_appends_if_configured() {
        HikariDataSource pool = closedAfterwards(poolOf(4));
        EventStore store = closedAfterwards(
                PostgresEventStore.builder(pool).appendConnections(3).open());

        List<StreamId> streams = appendAtOnce(store, 8);

        assertThat(store.appendConcurrency()).isEqualTo(3);
        awaitActive(pool, 1, 3);
        assertThat(streams).allSatisfy(stream -> assertThat(store.head(stream)).isEqualTo(1));
    }

    @Test
    void an_append_succeeds_after_all_sessions_have_died_at_once() {
        EventStore store = open();
        List<StreamId> streams = appendAtOnce(store, 9);
        Samples.execute(dataSource(), """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'sequencer' and datname = current_database()
                """);

        assertThat(append(store, event(streams.get(0)).candidate())).containsExactly("accepted 2");
        assertThat(append(store, event(streams.get(1)).candidate())).containsExactly("accepted 2");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void appends_that_fail_in_unheard_of_ways_keep_no_session() {
        WatchedDataSource connections = new WatchedDataSource(dataSource());
        EventStore store = closedAfterwards(PostgresEventStore.over(connections));
        StreamId stream = newStream();
        AtomicInteger failures = new AtomicInteger();
        connections.watch((what, connection) -> {
            if (what.contains("insert into sequencer.events") && failures.incrementAndGet() <= 20) {
                throw new OutOfMemoryError("made up by a test");
            }
        });

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> append(store, event(stream).candidate()))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("made up by a test");
        }

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 1");
    }

    /** For a moment there is one more: other processes are notified on a connection that is taken and given back. */
    private static void awaitActive(HikariDataSource pool, int least, int most) {
        Eventually.holds(least + " to " + most + " connections kept", () -> {
            int active = pool.getHikariPoolMXBean().getActiveConnections();
            return least <= active && active <= most;
        });
    }

    private HikariDataSource poolOf(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(2000);
        return new HikariDataSource(config);
    }

    private static List<StreamId> appendAtOnce(EventStore store, int threads) {
        Callable<StreamId> appending = () -> {
            StreamId stream = newStream();
            append(store, event(stream).candidate());
            return stream;
        };
        return Race.run(Collections.nCopies(threads, appending));
    }
}
