package com.stateset.sequencer.sqlite.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteException;

class BusyRetryTest {

    @TempDir
    private Path folder;

    @Test
    void it_goes_on_when_the_lock_is_free_again() throws SQLException {
        try (Connection holder = open();
                Connection other = open();
                Statement held = holder.createStatement();
                Statement wanted = other.createStatement()) {
            held.execute("begin immediate");
            int[] tries = new int[1];
            boolean begun = new BusyRetry(Duration.ofMinutes(1)).retry(() -> {
                if (++tries[0] == 3) {
                    held.execute("commit");
                }
                return !wanted.execute("begin immediate");
            });
            assertThat(begun).isTrue();
            assertThat(tries[0]).isEqualTo(3);
        }
    }

    @Test
    void it_gives_up_at_its_limit_and_throws_what_the_driver_said() throws SQLException {
        try (Connection holder = open();
                Connection other = open();
                Statement held = holder.createStatement();
                Statement wanted = other.createStatement()) {
            held.execute("begin immediate");
            BusyRetry impatient = new BusyRetry(Duration.ofMillis(20));
            assertThatThrownBy(() -> impatient.retry(() -> wanted.execute("begin immediate")))
                    .isInstanceOf(SQLiteException.class)
                    .matches(SqliteFailures::isBusy);
        }
    }

    @Test
    void it_tries_nothing_again_that_failed_otherwise() {
        int[] tries = new int[1];
        assertThatThrownBy(() -> new BusyRetry(Duration.ofSeconds(Long.MAX_VALUE)).retry(() -> {
                    tries[0]++;
                    throw new SQLException("no such table");
                }))
                .hasMessage("no such table");
        assertThat(tries[0]).isEqualTo(1);
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("a.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 0");
        }
        return connection;
    }
}
