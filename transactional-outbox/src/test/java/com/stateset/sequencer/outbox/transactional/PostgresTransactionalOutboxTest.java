package com.stateset.sequencer.outbox.transactional;

import static com.stateset.sequencer.outbox.transactional.Shop.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresTransactionalOutboxTest extends TransactionalOutboxContract {

    @Override
    TestPlace place() {
        return TestPlace.onPostgres();
    }

    @Test
    void a_missing_index_is_waited_for_a_few_seconds_only() throws SQLException {
        try (Connection open = shop.database.getConnection();
                Connection other = shop.database.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("drop index sequencer_transactional_outbox_stuck");
            open.setAutoCommit(false);
            shop.outbox.in(open).append(event("a"));
            assertThatThrownBy(() -> TransactionalOutbox.createTables(other))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("open transactions have kept a lock for 5s");
            open.commit();
            other.setAutoCommit(false);
            statement.execute("set local lock_timeout = '7s'");
            TransactionalOutbox.createTables(other);
            assertThat(timeout(statement)).isEqualTo("7s");
            other.commit();
            assertThat(timeout(statement)).isEqualTo("0");
            other.commit();
        }
    }

    @Test
    void a_claim_outlasts_the_servers_own_timeouts() throws SQLException {
        String timeouts = "select concat_ws(' ', current_setting('idle_in_transaction_session_timeout'),"
                + " current_setting('transaction_timeout', true))";
        try (Connection connection = shop.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = '7s'");
            statement.execute("set transaction_timeout = '8s'");
            Optional<List<String>> claimed = ClaimedWork.run(
                    connection, TestPlace.STREAM, session -> session.query(row -> row.getString(1), timeouts));
            List<String> after = JdbcWork.run(connection, session -> session.query(row -> row.getString(1), timeouts));
            assertThat(claimed).contains(List.of("0 0"));
            assertThat(after).containsExactly("7s 8s");
        }
    }

    private static String timeout(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("show lock_timeout")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
