package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.AuditProgress;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alters each column of each table that holds a part of the history, and sees who says so: the table of docs/security.md. */
class ColumnFlipTest {

    /** There is only one row, and a check that says so. */
    private static final Collection<String> CONSTANT = Set.of(
            "sequencer_identity.only_row",
            "sequencer_identity.only_one",
            "heads_log_state.only_row",
            "heads_log_state.only_one");

    @TempDir
    private Path directory;

    @Test
    void every_column_in_a_file() throws SQLException {
        try (AlterableLog log = new LogInFile(directory)) {
            flip(log);
        }
    }

    @Test
    void every_column_in_postgresql() throws SQLException {
        try (AlterableLog log = new LogInPostgres()) {
            flip(log);
        }
    }

    private static void flip(AlterableLog log) throws SQLException {
        log.write();
        log.append(249);
        log.appendSealed(262);
        log.remember();
        Collection<String> columns = columns(log);
        SoftAssertions softly = new SoftAssertions();
        for (ColumnFlip flip : ColumnFlip.all()) {
            if (columns.remove(flip.table() + "." + flip.column())) {
                log.alter(flip.sql());
                softly.assertThat(audit(log)).as(flip.sql()).startsWith(flip.what());
                log.restore();
            }
        }
        softly.assertThat(columns).as("columns that are not flipped").isSubsetOf(CONSTANT);
        softly.assertThat(audit(log)).as("nothing is altered").isEqualTo(ColumnFlip.SOUND);
        softly.assertAll();
    }

    @Test
    void the_tables_are_what_the_page_shows() throws IOException {
        List<String> rows = ColumnFlip.all().stream()
                .map(flip -> "| `" + flip.table() + "." + flip.column() + "` | "
                        + (flip.note().isEmpty() ? "`" + flip.what().strip() + "`" : "not named: " + flip.note())
                        + " |")
                .toList();
        List<String> leftOut = ColumnFlip.LEFT_OUT.entrySet().stream()
                .map(table -> "| `" + table.getKey() + "` | " + table.getValue() + " |")
                .toList();
        assertThat(Files.readString(Path.of("../docs/security.md")))
                .contains(String.join("\n", rows) + "\n\n", String.join("\n", leftOut) + "\n\n");
    }

    private static String audit(AlterableLog log) {
        try (EventStore store = log.open()) {
            Verdict verdict = StreamAudit.of(
                    new StoredHistory(AlterableLog.ENCRYPTION.over(store), AlterableLog.STREAM),
                    SignatureVerifier.bouncyCastle(),
                    AuditProgress.NONE);
            if (verdict instanceof Verdict.Damaged damaged) {
                return damaged.what();
            }
            return verdict instanceof Verdict.NoSuchStream ? ColumnFlip.NO_STREAM : ColumnFlip.SOUND;
        }
    }

    /** All columns that there are, but for those of tables that are left out for a reason. */
    private static Collection<String> columns(AlterableLog log) throws SQLException {
        Collection<String> columns = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(log.jdbcUrl())) {
            for (String table : log.tableNames()) {
                if (!ColumnFlip.LEFT_OUT.containsKey(table)) {
                    try (ResultSet found = connection.getMetaData().getColumns(null, log.schema(), table, null)) {
                        while (found.next()) {
                            columns.add(table + "." + found.getString("COLUMN_NAME"));
                        }
                    }
                }
            }
        }
        return columns;
    }
}
