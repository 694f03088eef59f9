package com.stateset.sequencer.postgres.connection;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a database refuses to a store, and to users with few rights. */
class RefusalsTest {

    private final String user = "u" + UUID.randomUUID().toString().replace("-", "");
    private String place;
    private DataSource admin;

    @BeforeEach
    void createDatabaseAndUser() {
        place = TestPostgres.shared().createDatabase();
        admin = Samples.dataSource(place);
        Samples.execute(admin, "create role " + user + " login password 'p'");
    }

    @AfterEach
    void dropThem() {
        TestPostgres.shared().dropDatabase(place);
        Samples.execute(Samples.dataSource(database("postgres")), "drop role " + user);
    }

    @Test
    void a_user_who_may_not_create_schemas_is_told_so() {
        assertThatThrownBy(() -> PostgresEventStore.connect(asUser()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the database user may not create schemas in the database t")
                .hasMessageEndingWith("; create sequencer and projections for it, or let another user migrate");
    }

    @Test
    void schemas_of_its_own_are_enough_to_migrate() {
        Samples.execute(
                admin,
                "create schema sequencer authorization " + user + "; create schema projections authorization " + user);
        try (PostgresEventStore store = PostgresEventStore.connect(asUser())) {
            assertThat(append(store, event(newStream()).candidate())).containsExactly("accepted 1");
        }
        PostgresEventStore.connect(asUser()).close();
    }

    @Test
    void a_user_who_may_only_read_and_write_rows_does_not_migrate() {
        PostgresEventStore.connect(place).close();
        Samples.execute(admin, "grant usage on schema sequencer, projections to " + user);
        assertThatThrownBy(() -> PostgresEventStore.connect(asUser()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the database user has no permission for the table ");
        for (String schema : new String[] {"sequencer", "projections"}) {
            Samples.execute(
                    admin,
                    "grant select, insert, update, delete on all tables in schema " + schema + " to " + user
                            + "; grant usage, select on all sequences in schema " + schema + " to " + user);
        }
        try (PostgresEventStore store = PostgresEventStore.connect(asUser())) {
            assertThat(append(store, event(newStream()).candidate())).containsExactly("accepted 1");
            store.ping();
        }
    }

    @Test
    void a_server_without_tls_is_named_when_it_is_asked_for() {
        assertThatThrownBy(() -> PostgresEventStore.connect(place + "?sslmode=require"))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the database takes no TLS connections, but sslmode asks for one");
    }

    @Test
    void ping_tells_of_a_database_that_is_set_to_be_read_only() {
        try (PostgresEventStore store = PostgresEventStore.connect(place)) {
            store.ping();
            String name = place.substring(place.lastIndexOf('/') + 1);
            Samples.execute(admin, "alter database " + name + " set default_transaction_read_only = on");
            try (PostgresEventStore later =
                    PostgresEventStore.builder(place).migrate(false).open()) {
                assertThatThrownBy(later::ping)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessage("the database is set to be read only (default_transaction_read_only)");
            }
        }
    }

    @Test
    void a_read_only_database_that_lacks_its_schema_is_named() {
        String name = place.substring(place.lastIndexOf('/') + 1);
        Samples.execute(admin, "alter database " + name + " set default_transaction_read_only = on");
        assertThatThrownBy(() -> PostgresEventStore.connect(place))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the database is read only: it is a standby, or set to be so"
                        + " (default_transaction_read_only)");
    }

    @Test
    void ping_tells_of_an_exhausted_pool() throws Exception {
        try (HikariDataSource pool = pool(2);
                PostgresEventStore store = PostgresEventStore.over(pool)) {
            try (var one = pool.getConnection();
                    var two = pool.getConnection()) {
                assertThat(one).isNotSameAs(two);
                assertThatThrownBy(store::ping)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessage("no connection of the pool came free in time: all are in use, or it is too small");
            }
            store.ping();
        }
    }

    private HikariDataSource pool(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(admin);
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        return pool;
    }

    private String asUser() {
        return place.replace("//postgres:postgres@", "//" + user + ":p@");
    }

    private String database(String name) {
        return place.substring(0, place.lastIndexOf('/') + 1) + name;
    }
}
