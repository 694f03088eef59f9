package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

    private static final String FULL = "2";

    @TempDir
    private Path folder;

    @Test
    void the_writer_syncs_every_commit_to_a_write_ahead_log() throws SQLException {
        try (Connection writer =
                SqliteFile.at(folder.resolve("events.db"), EventSchema.SCHEMA).openWriter()) {
            assertThat(ask(writer, "pragma journal_mode")).isEqualTo("wal");
            assertThat(ask(writer, "pragma synchronous")).isEqualTo(FULL);
        }
    }

    @Test
    void readers_cannot_write() throws SQLException {
        SqliteFile file = SqliteFile.at(folder.resolve("events.db"), EventSchema.SCHEMA);
        try (Connection writer = file.openWriter()) {
            EventSchema.SCHEMA.migrate(writer);
            try (Connection reader = file.readers().getConnection();
                    Statement statement = reader.createStatement()) {
                assertThatThrownBy(() -> statement.executeUpdate("delete from stream_heads"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("readonly");
            }
        }
    }

    @Test
    void the_schemas_number_is_that_of_the_newest_migration() {
        Flyway flyway = Flyway.configure()
                .dataSource("jdbc:sqlite::memory:", null, null)
                .locations("classpath:" + EventSchema.SCHEMA.migrations())
                .load();
        assertThat(flyway.info().pending())
                .extracting(migration -> migration.getVersion().getVersion())
                .endsWith(String.valueOf(EventSchema.SCHEMA.version()));
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.getString(1);
        }
    }
}
