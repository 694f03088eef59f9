package com.stateset.sequencer.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.tck.Race;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** How many connections of the application's pool a store needs, and what happens while the application has the others. */
class EnoughConnectionsTest extends OwnDatabase {

    @Test
    void a_pool_of_one_is_refused_when_the_store_is_opened() {
        try (HikariDataSource pool = poolOf(1)) {
            assertThatThrownBy(() -> PostgresEventStore.over(pool))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage(
                            "the data source did not give the 2 connections at once that the store needs, one to append"
                                    + " and one for everything else, but 1: its pool is too small, or others have taken it");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void as_many_as_are_kept_for_appends_and_one_more_are_asked_for() {
        try (HikariDataSource pool = poolOf(3)) {
            assertThatThrownBy(() -> PostgresEventStore.builder(pool)
                            .appendConnections(3)
                            .open())
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageStartingWith(
                            "the data source did not give the 4 connections at once that the store needs,"
                                    + " 3 to append and one for everything else, but 3: ");
        }
    }

    @Test
    void a_pool_of_two_is_enough_to_append_and_read_at_once() {
        EventStream orders = over(poolOf(2));
        Callable<Long> both = () -> {
            long number = orders.append(order()).lastSequence();
            return orders.read(ReadOptions.forwardsFrom(number).limit(1))
                    .events()
                    .get(0)
                    .sequenceNumber();
        };

        assertThat(Race.run(Collections.nCopies(8, both))).doesNotHaveDuplicates();
        assertThat(orders.head()).isEqualTo(8);
    }

    @Test
    void a_pool_of_three_lets_the_application_have_one() throws Exception {
        HikariDataSource pool = poolOf(3);
        EventStream orders = over(pool);

        try (Connection theirs = pool.getConnection()) {
            assertThat(theirs.isValid(1)).isTrue();
            assertThat(Race.run(
                            Collections.nCopies(8, () -> orders.append(order()).lastSequence())))
                    .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(orders.head()).isEqualTo(8);
        }
    }

    @Test
    void a_thread_that_holds_a_connection_appends_to_a_pool_of_three() {
        HikariDataSource pool = poolOf(3);
        EventStream orders = over(pool);
        Semaphore oneAtATime = new Semaphore(1);
        Callable<Long> inTransaction = () -> {
            oneAtATime.acquire();
            try (Connection mine = pool.getConnection()) {
                assertThat(mine.isValid(1)).isTrue();
                return orders.append(order()).lastSequence();
            } finally {
                oneAtATime.release();
            }
        };

        assertThat(Race.run(Collections.nCopies(4, inTransaction))).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void who_finds_the_pool_used_up_is_told_so_and_appends_go_on() throws Exception {
        HikariDataSource pool = poolOf(3);
        EventStream orders = over(pool);
        orders.append(order());

        try (Connection one = pool.getConnection();
                Connection two = pool.getConnection()) {
            assertThat(one).isNotSameAs(two);
            assertThat(orders.append(order()).lastSequence()).isEqualTo(2);
            assertThatThrownBy(orders::head)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("no connection of the pool came free in time: all are in use, or it is too small");
        }
        assertThat(orders.head()).isEqualTo(2);
    }

    /** A stream over the pool. Closed afterwards are first the sequencer, then the pool. */
    private EventStream over(HikariDataSource pool) {
        Sequencer sequencer = closedAfterwards(
                Sequencer.builder().store(PostgresEventStore.over(pool)).build());
        closedAfterwards(pool);
        return sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
    }

    private static NewEvent order() {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    private HikariDataSource poolOf(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(dataSource());
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        return pool;
    }
}
