package com.stateset.sequencer.postgres.connection;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private String place;
    private DataSource dataSource;

    @BeforeEach
    void createDatabase() {
        place = TestPostgres.shared().createDatabase();
        dataSource = Samples.dataSource(place);
    }

    @AfterEach
    void dropDatabase() {
        TestPostgres.shared().dropDatabase(place);
    }

    @Test
    void stores_opened_at_once_on_an_empty_database_share_its_schema() {
        Callable<EventStore> opening = () -> PostgresEventStore.connect(place);
        List<EventStore> stores = Race.run(Collections.nCopies(4, opening));

        for (EventStore store : stores) {
            assertThat(append(store, event(newStream()).candidate())).containsExactly("accepted 1");
            store.close();
        }
        assertThat(Samples.query(
                        dataSource, "select version from sequencer.flyway_schema_history where version is not null"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15");
    }

    @Test
    void an_empty_database_is_refused_when_it_may_not_be_migrated() {
        assertThatThrownBy(
                        () -> PostgresEventStore.builder(place).migrate(false).open())
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(
                        "the database schema lacks 15 migration(s): event log, verifiability, projections, snapshots, history tree, key authority, api keys, erasure, moved heads, anchors, agent devices, payload schemas, metadata, encryption keys, tags; migrate it first");
        assertThatThrownBy(() ->
                        PostgresEventStore.builder(dataSource).migrate(false).open())
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(
                        "the database schema lacks 15 migration(s): event log, verifiability, projections, snapshots, history tree, key authority, api keys, erasure, moved heads, anchors, agent devices, payload schemas, metadata, encryption keys, tags; migrate it first");
        assertThat(Samples.query(dataSource, "select nspname from pg_namespace where nspname = 'sequencer'"))
                .as("nothing was made")
                .isEmpty();
    }

    @Test
    void a_database_that_is_up_to_date_is_opened_without_migrating() {
        PostgresEventStore.connect(place).close();

        try (EventStore store = PostgresEventStore.builder(place).migrate(false).open()) {
            assertThat(append(store, event(newStream()).candidate())).containsExactly("accepted 1");
        }
    }

    @Test
    void a_migration_that_was_changed_after_it_was_applied_is_refused() {
        PostgresEventStore.connect(place).close();
        Samples.execute(dataSource, "update sequencer.flyway_schema_history set checksum = 1 where version = '1'");

        for (boolean migrate : new boolean[] {true, false}) {
            assertThatThrownBy(() ->
                            PostgresEventStore.builder(place).migrate(migrate).open())
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the database schema does not fit this version of the library");
        }
    }

    @Test
    void a_schema_newer_than_the_library_is_refused() {
        PostgresEventStore.connect(place).close();
        Samples.execute(dataSource, """
                insert into sequencer.flyway_schema_history
                select installed_rank + 1000, '1000', 'from the future', type, 'V1000__from_the_future.sql', 7,
                    installed_by, installed_on, execution_time, success
                from sequencer.flyway_schema_history where version = '1'
                """);

        for (boolean migrate : new boolean[] {true, false}) {
            assertThatThrownBy(() ->
                            PostgresEventStore.builder(place).migrate(migrate).open())
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the database schema does not fit this version of the library");
        }
    }

    @Test
    void missing_rights_to_the_schema_are_a_permanent_failure() {
        PostgresEventStore.connect(place).close();
        String user = "u" + UUID.randomUUID().toString().replace("-", "");
        Samples.execute(dataSource, "create role " + user + " login");
        try {
            assertThatThrownBy(() -> PostgresEventStore.connect(place.replace("//postgres:", "//" + user + ":")))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the database user has no permission for the schema sequencer");
        } finally {
            Samples.execute(dataSource, "drop role " + user);
        }
    }

    @Test
    void a_user_and_a_database_that_are_not_there_are_named() {
        assertThatThrownBy(() -> PostgresEventStore.connect(place + "_"))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("there is no database of that name");
        assertThatThrownBy(() -> PostgresEventStore.connect(place.replace("//postgres:", "//nobody:")))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the database refused the user name or the password");
    }

    /** What its texts cannot hold, a database would refuse when it is too late. */
    @Test
    void a_database_that_cannot_hold_every_text_is_refused() {
        String latin = "l" + UUID.randomUUID().toString().replace("-", "");
        Samples.execute(
                dataSource,
                "create database " + latin + " encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        String url = place.substring(0, place.lastIndexOf('/') + 1) + latin;
        try {
            assertThatThrownBy(() -> PostgresEventStore.connect(url))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the database's encoding is LATIN1, which cannot hold every text; it must be UTF8");
        } finally {
            TestPostgres.shared().dropDatabase(url);
        }
    }

    /** Other tables of the application, also in a schema of the same database, are none of our business. */
    @Test
    void an_application_keeps_its_own_tables_beside_ours() {
        Samples.execute(
                dataSource,
                "create table public.events (id int); create schema mine; create table mine.orders (id int)");

        try (EventStore store = PostgresEventStore.connect(place)) {
            assertThat(append(store, event(newStream()).candidate())).containsExactly("accepted 1");
        }
        assertThat(Samples.query(
                        dataSource,
                        "select count(*) from information_schema.tables where table_schema in ('public', 'mine')"))
                .containsExactly("2");
    }
}
