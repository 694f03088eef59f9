package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
    void the_schemas_number_is_that_of_the_newest_migration() throws URISyntaxException {
        String[] scripts = Path.of(EventSchema.class
                        .getResource("/" + EventSchema.SCHEMA.migrations())
                        .toURI())
                .toFile()
                .list();
        assertThat(EventSchema.SCHEMA.scripts()).containsExactlyInAnyOrder(scripts);
        assertThat(EventSchema.SCHEMA.version()).isEqualTo(scripts.length);
    }

    /** Files of earlier releases were made with Flyway, which finds its own rows in ours. */
    @Test
    void what_was_applied_is_noted_as_flyway_did() throws SQLException {
        Path file = folder.resolve("events.db");
        SqliteEventStore.open(file).close();
        try (Connection connection =
                SqliteFile.at(file, EventSchema.SCHEMA).readers().getConnection()) {
            assertThat(ask(connection, "select group_concat(checksum) from schema_history where installed_rank <= 4"))
                    .isEqualTo("652881359,1955551498,1963394207,-1287603572");
            assertThat(ask(
                            connection,
                            "select version || description || type || script || installed_by || success from schema_history"
                                    + " where installed_rank = 5"))
                    .isEqualTo("5history treeSQLV5__history_tree.sql1");
        }
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.getString(1);
        }
    }
}
