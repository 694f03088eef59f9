package com.stateset.sequencer.postgres.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.connection.TimedConnections;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AppendSessionsTest extends OwnDatabase {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void a_session_that_cannot_be_used_does_not_keep_its_connection() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setMaximumPoolSize(1);
        HikariDataSource pool = closedAfterwards(new HikariDataSource(config));
        AppendSessions sessions =
                closedAfterwards(new AppendSessions(new TimedConnections(pool, LIMIT), LIMIT, LIMIT, 1, false));

        assertThatIllegalStateException()
                .isThrownBy(() -> sessions.take(() -> {
                    throw new IllegalStateException("made up by a test");
                }))
                .withMessage("made up by a test");

        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        sessions.giveBack(sessions.take(() -> {}));
    }
}
