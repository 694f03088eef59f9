package com.stateset.sequencer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PostgresEventStoreBuilderTest {

    private final PostgresEventStoreBuilder builder = PostgresEventStore.builder("postgres://localhost/db");

    @Test
    void a_pool_too_small_to_append_and_read() {
        assertRefused(() -> builder.maxConnections(1), "maxConnections is 1; it must be at least 2");
        assertRefused(() -> builder.maxConnections(-3), "maxConnections is -3; it must be at least 2");
    }

    @Test
    void appends_that_leave_no_connection_for_readers() {
        assertRefused(() -> builder.appendConnections(0), "appendConnections is 0; it must be at least 1");
        assertRefused(
                () -> builder.maxConnections(4).appendConnections(4).open(),
                "appendConnections is 4; maxConnections, which is 4, must be more");
    }

    @Test
    void durations_that_are_none() {
        Duration negative = Duration.ofSeconds(-1);
        assertRefused(() -> builder.connectTimeout(Duration.ZERO), "connectTimeout is PT0S; it must be positive");
        assertRefused(() -> builder.connectTimeout(negative), "connectTimeout is PT-1S; it must be positive");
        assertRefused(
                () -> builder.connectTimeout(Duration.ofMillis(249)),
                "connectTimeout is PT0.249S; it must be at least PT0.25S");
        assertRefused(() -> builder.lockTimeout(Duration.ZERO), "lockTimeout is PT0S; it must be positive");
        assertRefused(() -> builder.lockTimeout(negative), "lockTimeout is PT-1S; it must be positive");
        assertRefused(
                () -> builder.idleInTransactionTimeout(Duration.ZERO),
                "idleInTransactionTimeout is PT0S; it must be positive");
        assertRefused(() -> builder.statementTimeout(Duration.ZERO), "statementTimeout is PT0S; it must be positive");
        assertRefused(() -> builder.retryFor(Duration.ZERO), "retryFor is PT0S; it must be positive");
    }

    @Test
    void a_statement_that_takes_too_long_is_cancelled() throws SQLException {
        String url = TestPostgres.shared().createDatabase();
        StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        try (EventStore store = PostgresEventStore.builder(url)
                        .statementTimeout(Duration.ofMillis(200))
                        .open();
                Connection other = Samples.dataSource(url).getConnection();
                Statement statement = other.createStatement()) {
            assertThat(store.head(stream)).isZero();
            other.setAutoCommit(false);
            statement.execute("lock table sequencer.stream_heads in access exclusive mode");
            assertThatThrownBy(() -> store.head(stream))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasRootCauseInstanceOf(SQLException.class)
                    .hasRootCauseMessage("ERROR: canceling statement due to statement timeout");
            other.rollback();
            assertThat(store.head(stream)).isZero();
        }
    }

    private static void assertRefused(ThrowingCallable setting, String message) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
