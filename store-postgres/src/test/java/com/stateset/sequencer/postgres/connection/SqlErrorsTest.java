package com.stateset.sequencer.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What errors of a database mean that speaks another language than ours. */
class SqlErrorsTest {

    private String place;

    @BeforeEach
    void createDatabase() {
        place = TestPostgres.shared().createDatabase();
        Samples.execute(Samples.dataSource(place), """
                create function refuse() returns void language plpgsql as $$ begin
                raise exception 'kann während der Wiederherstellung nicht gesetzt werden' using errcode = '0A000';
                end $$
                """);
    }

    @AfterEach
    void dropDatabase() {
        TestPostgres.shared().dropDatabase(place);
    }

    @Test
    void a_standby_is_known_by_what_it_refuses_not_by_its_words() throws SQLException {
        try (Connection connection = Samples.dataSource(place).getConnection()) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> SqlErrors.beginWriting(connection, "select refuse()"));
            assertThat(SqlErrors.isUnavailable(refused)).isTrue();
            assertThat(SqlErrors.translate(refused))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageStartingWith("the database is read only: it is a standby");
        }
    }

    @Test
    void what_else_is_not_supported_is_not_a_standbys() throws SQLException {
        try (Connection connection = Samples.dataSource(place).getConnection();
                Statement statement = connection.createStatement()) {
            SQLException refused = catchThrowableOfType(SQLException.class, () -> statement.execute("select refuse()"));
            assertThat(SqlErrors.isUnavailable(refused)).isFalse();
            assertThat(SqlErrors.translate(refused)).isInstanceOf(StoreFailedException.class);
        }
    }
}
