package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.postgres.WatchedDataSource;
import com.stateset.sequencer.spi.EventStore;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The application's data source may have the worst of settings: appends are durable and right, and leave it as it was. */
class AppendSessionTest extends OwnDatabase {

    private static final String SETTINGS = """
            select concat_ws(' ', current_setting('synchronous_commit'), current_setting('transaction_isolation'),
                current_setting('transaction_read_only'), current_setting('lock_timeout'),
                current_setting('idle_in_transaction_session_timeout'))
            """;

    private static final String OURS = "on read committed off 500ms 5s";

    /** The settings that a connection of the careless application has. */
    private static final String THEIRS = "off serializable on 7s 0";

    @Test
    void what_is_appended_is_durable_whatever_the_data_source_says() {
        open();
        HikariDataSource careless = closedAfterwards(careless());
        WatchedDataSource connections = new WatchedDataSource(careless);
        EventStore store = closedAfterwards(
                PostgresEventStore.builder(connections).migrate(false).open());
        List<String> seen = new CopyOnWriteArrayList<>();
        connections.watch((what, connection) -> {
            if (what.startsWith("with moment as") || what.equals("commit")) {
                seen.add(Samples.query(connection, SETTINGS).get(0));
            }
        });
        StreamId stream = newStream();

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 1");
        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 2");
        assertThat(append(store, event(stream).command(UUID.randomUUID()).candidate()))
                .containsExactly("accepted 3");

        assertThat(seen)
                .as("two fenced writes, a locked one, its commit")
                .hasSize(4)
                .containsOnly(OURS);
        assertThat(store.head(stream)).isEqualTo(3);
        assertThat(Samples.ids(store, stream)).hasSize(3);
        assertThat(Samples.ids(open(), stream)).as("what another store sees").hasSize(3);
    }

    @Test
    void what_else_is_written_is_durable_too() {
        open();
        HikariDataSource careless = closedAfterwards(careless());
        WatchedDataSource connections = new WatchedDataSource(careless);
        EventStore store = closedAfterwards(
                PostgresEventStore.builder(connections).migrate(false).open());
        List<String> seen = new CopyOnWriteArrayList<>();
        connections.watch((what, connection) -> {
            if (what.equals("commit")) {
                seen.add(Samples.query(connection, SETTINGS).get(0));
            }
        });
        UUID tenant = UUID.randomUUID();
        UUID agent = UUID.randomUUID();
        Ed25519PublicKey key = Ed25519PublicKey.of(new byte[32]);

        store.agentKeys().register(new AgentKey(tenant, agent, 1, key));
        store.agentKeys().revoke(tenant, agent, 1);
        store.identity().keyVersion(key);
        store.leases().take("work", agent, Duration.ofHours(1));
        store.commitments().putTiles(newStream(), 1, 1, List.of(Tile.of(new TileId(0, 0), new byte[32])));

        assertThat(seen).hasSize(5).containsOnly(OURS);
        EventStore other = open();
        assertThat(other.agentKeys().keys(tenant, agent)).singleElement().satisfies(seenThere -> {
            assertThat(seenThere.revokedAt()).isNotNull();
        });
        assertThat(other.identity().keys()).containsValue(key);
        assertThat(other.leases().take("work", tenant, Duration.ofHours(1))).isFalse();
    }

    @Test
    void connections_return_with_their_settings_to_an_open_pool() throws SQLException {
        open();
        HikariDataSource careless = closedAfterwards(careless());
        EventStore store = PostgresEventStore.builder(careless).migrate(false).open();
        StreamId stream = newStream();
        append(store, event(stream).candidate());
        append(store, event(stream).command(UUID.randomUUID()).candidate());
        store.leases().take("work", UUID.randomUUID(), Duration.ofHours(1));

        store.close();

        assertThat(careless.isClosed()).isFalse();
        // The notifier of other processes may be giving its one back.
        Eventually.holds(
                "the return of all connections",
                () -> careless.getHikariPoolMXBean().getActiveConnections() == 0);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < careless.getMaximumPoolSize(); i++) {
            all.add(careless.getConnection());
        }
        for (Connection connection : all) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(Samples.query(connection, SETTINGS)).containsExactly(THEIRS);
            assertThat(Samples.query(
                            connection, "select name from pg_prepared_statements where statement like '%sequencer.%'"))
                    .isEmpty();
            assertThat(Samples.query(connection, "select current_setting('enable_seqscan')"))
                    .containsExactly("on");
            connection.close();
        }
    }

    /** A level that waits for a second server is more than {@code on}, and stays. */
    @Test
    void durability_beyond_ours_is_kept() {
        PGSimpleDataSource careful = Samples.dataSource(place());
        careful.setOptions("-c synchronous_commit=remote_apply");
        WatchedDataSource connections = new WatchedDataSource(careful);
        EventStore store = closedAfterwards(PostgresEventStore.over(connections));
        List<String> seen = new CopyOnWriteArrayList<>();
        connections.watch((what, connection) -> {
            if (what.startsWith("with moment as")) {
                seen.addAll(Samples.query(connection, "show synchronous_commit"));
            }
        });
        append(store, event(newStream()).candidate());

        assertThat(seen).isNotEmpty().containsOnly("remote_apply");
    }

    @Test
    void a_store_with_a_pool_of_its_own_leaves_no_connection_behind() {
        EventStore store = open();
        append(store, event(newStream()).candidate());
        String ours = "select pid from pg_stat_activity"
                + " where application_name = 'sequencer' and datname = current_database()";
        assertThat(Samples.query(dataSource(), ours)).isNotEmpty();

        store.close();

        Eventually.holds(
                "the end of all connections",
                () -> Samples.query(dataSource(), ours).isEmpty());
    }

    /** Unlike those that come with the connection, these are not what a reset would bring back. */
    @Test
    void settings_a_pool_makes_once_are_restored_on_return() throws SQLException {
        open();
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setReadOnly(true);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setConnectionInitSql("set lock_timeout = '7s'; set synchronous_commit = off; commit");
        config.setMaximumPoolSize(3);
        HikariDataSource pool = closedAfterwards(new HikariDataSource(config));
        EventStore store = PostgresEventStore.builder(pool).migrate(false).open();
        StreamId stream = newStream();

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 1");
        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 2");
        store.close();

        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(pool.getConnection());
        }
        for (Connection connection : all) {
            assertThat(Samples.query(connection, SETTINGS)).containsExactly(THEIRS);
            connection.close();
        }
    }

    /** A database that ends idle sessions would cost every append after a pause a failed attempt. */
    @Test
    void sessions_for_appends_may_be_idle_for_long() {
        WatchedDataSource connections = new WatchedDataSource(dataSource());
        EventStore store = closedAfterwards(PostgresEventStore.over(connections));
        StreamId stream = newStream();
        String database =
                Samples.query(dataSource(), "select current_database()").get(0);
        Samples.execute(dataSource(), "alter database " + database + " set idle_session_timeout = '200ms'");
        try {
            append(store, event(stream).candidate());
            append(store, event(stream).candidate());
            String idle = "select pid from pg_stat_activity where datname = current_database() and state = 'idle'"
                    + " and clock_timestamp() - state_change > '400 ms'";
            Eventually.holds("a pause", () -> !Samples.query(dataSource(), idle).isEmpty());

            connections.forget();
            assertThat(append(store, event(stream).candidate())).containsExactly("accepted 3");
            assertThat(connections.sent()).hasSize(1);
        } finally {
            Samples.execute(dataSource(), "alter database " + database + " reset idle_session_timeout");
        }
    }

    /** Settings that come with the connection itself. */
    private HikariDataSource careless() {
        PGSimpleDataSource connections = Samples.dataSource(place());
        connections.setOptions("-c synchronous_commit=off -c default_transaction_isolation=serializable"
                + " -c default_transaction_read_only=on -c lock_timeout=7s");
        HikariConfig config = new HikariConfig();
        config.setDataSource(connections);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(3);
        return new HikariDataSource(config);
    }
}
