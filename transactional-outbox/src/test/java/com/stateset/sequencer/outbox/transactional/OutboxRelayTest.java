package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.SOON;
import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static com.stateset.sequencer.outbox.transactional.Shop.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.tck.Retrying;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class OutboxRelayTest {

    @TempDir
    private Path folder;

    private TestPlace place;

    @BeforeEach
    void prepare() {
        place = TestPlace.onSqlite(folder);
    }

    @Test
    void a_missing_table_is_told_at_the_start() throws SQLException {
        try (Shop shop = new Shop(place)) {
            execute(shop.database, "drop table sequencer_transactional_outbox");
            assertThatThrownBy(shop::startRelay)
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("sequencer_transactional_outbox");
        }
    }

    @Test
    void a_database_in_memory_is_told_at_the_start() throws SQLException {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite:file:outbox-in-memory?mode=memory&cache=shared");
        try (Connection open = memory.getConnection();
                Shop shop = new Shop(place)) {
            TransactionalOutbox.createTables(open);
            OutboxRelayBuilder relay = OutboxRelay.builder(memory, shop.sequencer);
            assertThatThrownBy(relay::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a transactional outbox on SQLite needs a database in a file");
        }
    }

    @Test
    void a_database_that_fails_shows_and_is_waited_for() throws SQLException {
        try (Shop shop = new Shop(place);
                OutboxRelay relay = shop.startRelay()) {
            execute(shop.database, "alter table sequencer_transactional_outbox rename to elsewhere");
            Retrying.await("the trouble", SOON, () -> !relay.health().isWell());
            assertThat(relay.health().isRunning()).isTrue();
            assertThat(relay.health().troubles()).singleElement().satisfies(trouble -> {
                assertThat(trouble.stream()).isEmpty();
                assertThat(trouble.error()).contains("sequencer_transactional_outbox");
            });
            execute(shop.database, "alter table elsewhere rename to sequencer_transactional_outbox");
            NewEvent event = event("a");
            shop.commit(event);
            assertThat(shop.outcome(event)).isInstanceOf(OutboxOutcome.Sequenced.class);
            Retrying.await("the end of the trouble", SOON, () -> relay.health().isWell());
        }
    }

    @Test
    void a_closed_sequencer_ends_the_relay_and_loses_nothing() throws Exception {
        try (Shop shop = new Shop(place)) {
            OutboxRelay relay = shop.startRelay();
            shop.sequencer.close();
            NewEvent event = event("a");
            shop.commit(event);
            assertThatThrownBy(() -> relay.completion().toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SequencerClosedException.class);
            assertThat(relay.health().isRunning()).isFalse();
            relay.close();
        }
        try (Shop again = new Shop(place)) {
            again.relayAll();
            assertThat(again.logged()).hasSize(1);
        }
    }

    @Test
    void a_closed_relay_is_complete_and_sends_no_more() throws Exception {
        try (Shop shop = new Shop(place)) {
            OutboxRelay relay = shop.startRelay();
            relay.close();
            relay.close();
            relay.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
            shop.commit(event("a"));
            assertThat(shop.outbox.backlog().pending()).isEqualTo(1);
        }
    }

    @Test
    void a_woken_relay_does_not_wait_for_its_interval() {
        try (Shop shop = new Shop(place);
                OutboxRelay relay = OutboxRelay.builder(shop.database, shop.sequencer)
                        .pollInterval(Duration.ofDays(1))
                        .start()) {
            NewEvent event = event("a");
            shop.commit(event);
            relay.wake();
            assertThat(shop.outcome(event)).isInstanceOf(OutboxOutcome.Sequenced.class);
        }
    }

    @Test
    void a_batch_that_is_too_large_is_cut_and_a_command_rejected() {
        try (HikariDataSource database = place.openDatabase(5);
                Sequencer small = Sequencer.builder()
                        .store(place.openLog())
                        .maxBatchEvents(4)
                        .build()) {
            TransactionalOutbox outbox = TransactionalOutbox.of(database, small.stream(TestPlace.STREAM));
            UUID command = UUID.randomUUID();
            NewEvent[] events = new NewEvent[20];
            for (int i = 0; i < events.length; i++) {
                NewEvent event = event("e" + i % 10);
                events[i] = i < 5 ? event.toBuilder().commandId(command).build() : event;
            }
            commit(database, outbox, events);
            try (OutboxRelay relay = OutboxRelay.builder(database, small).start()) {
                relay.wake();
                Retrying.await("the end", SOON, () -> outbox.backlog().pending() == 0);
            }
            assertThat(outbox.rejected(10)).hasSize(5).allSatisfy(row -> {
                assertThat(row.reason()).isEqualTo("invalid_batch");
                assertThat(row.message()).contains("events holds 5 events; at most 4 are allowed");
            });
            assertThat(outbox.backlog().blocked()).isEqualTo(5);
            assertThat(small.stream(TestPlace.STREAM).head()).isEqualTo(10);
        }
    }

    @Test
    void a_pool_of_one_connection_is_enough() {
        TestPlace postgres = TestPlace.onPostgres();
        try (Shop shop = new Shop(postgres, 1)) {
            NewEvent[] events = {event("a"), event("a"), event("b")};
            try (OutboxRelay relay = shop.startRelay()) {
                shop.commit(events);
                assertThat(shop.outcome(events[2])).isInstanceOf(OutboxOutcome.Sequenced.class);
                assertThat(relay.health().isWell()).isTrue();
            }
            assertThat(shop.logged()).isEqualTo(ids(events));
        }
    }

    @Test
    void what_the_store_refuses_is_rejected_once_others_go_through() throws SQLException {
        try (Shop shop = new Shop(TestPlace.onPostgres());
                OutboxRelay relay = shop.startRelay()) {
            execute(shop.database, """
                    create function refuse() returns trigger language plpgsql as $$
                    begin
                        if new.event_type = 'poison' then raise exception 'no poison here'; end if;
                        return new;
                    end $$
                    """);
            execute(shop.database, """
                    create trigger refuse before insert on sequencer.events for each row execute function refuse()
                    """);
            NewEvent poison = event("a").toBuilder().eventType("poison").build();
            NewEvent behind = event("a");
            shop.commit(poison, behind);
            // Alone, it looks as if the store were in trouble.
            Retrying.await("the trouble", SOON, () -> !relay.health().troubles().isEmpty());
            assertThat(relay.health().troubles())
                    .singleElement()
                    .satisfies(trouble -> assertThat(trouble.stream()).contains(TestPlace.STREAM));
            assertThat(shop.outbox.rejected(10)).isEmpty();
            NewEvent[] others = {event("b"), event("b"), event("c")};
            shop.commit(others);
            assertThat(shop.outcome(others[2])).isInstanceOf(OutboxOutcome.Sequenced.class);
            assertThat(shop.outcome(poison))
                    .isInstanceOfSatisfying(
                            OutboxOutcome.Rejected.class,
                            rejected -> assertThat(rejected.row().reason()).isEqualTo("store_refused"));
            assertThat(shop.outcome(behind)).isInstanceOf(OutboxOutcome.Blocked.class);
            shop.awaitNothingPending();
            Retrying.await("the end of the trouble", SOON, () -> relay.health().isWell());
        }
    }

    private static void commit(HikariDataSource database, TransactionalOutbox outbox, NewEvent... events) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            outbox.in(connection).append(events);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(HikariDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
