package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TilePath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitmentTableTest {

    private static final StreamId STREAM = Samples.STREAM;

    private Handle handle;
    private String lastStatement;

    @BeforeEach
    void open() throws SQLException {
        Connection connection = SqliteFile.openInMemory();
        EventSchema.SCHEMA.migrate(connection);
        new StreamTable(connection).create(STREAM, CompactRange.EMPTY.appendEntries(List.of(Hash.ZERO)), 0);
        handle = Jdbi.create(connection).open();
        handle.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                lastStatement = context.getParsedSql().getSql();
            }
        });
    }

    @AfterEach
    void close() throws SQLException {
        handle.getConnection().close();
    }

    @Test
    void a_proof_reads_its_tiles_by_their_key() throws SQLException {
        assertThat(plan(at -> SqliteTileTable.read(at, STREAM, 1, 9, List.of(new TileId(0, 0)))))
                .contains("sequence_end=? AND level=? AND tile_index=?")
                .doesNotContain("SCAN commitment_tiles");
    }

    @Test
    void commitments_are_found_by_their_keys() throws SQLException {
        assertThat(plan(at -> new CommitmentTable(at).covering(STREAM, 1)))
                .contains("stream_id=? AND sequence_start<?");
        assertThat(plan(at -> new CommitmentTable(at).newestFirst(STREAM, 9, 9)))
                .contains("stream_id=? AND sequence_start<?")
                .doesNotContain("SORT", "B-TREE");
        assertThat(plan(at -> new CommitmentTable(at).oldestFirst(STREAM, 1, 9)))
                .contains("stream_id=? AND sequence_start>?")
                .doesNotContain("SORT", "B-TREE");
        assertThat(plan(at -> new CommitmentTable(at).find(new UUID(0, 0)))).contains("batch_id=?");
    }

    @Test
    void leaves_are_a_range_of_events() throws SQLException {
        assertThat(plan(at -> SqliteEventQueries.of(at, STREAM).orElseThrow().leaves(1, 9)))
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number>?)")
                .doesNotContain("B-TREE");
    }

    @Test
    void a_backlog_looks_at_heads_and_ends_of_chains() throws SQLException {
        assertThat(plan(at -> new CommitmentTable(at).backlogs(9, 0)))
                .contains("SCAN stream_heads")
                .contains("SEARCH commitments USING INDEX sqlite_autoindex_commitments_2 (stream_id=?)")
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number=?)")
                .doesNotContain("SCAN events", "SCAN commitments");
    }

    @Test
    void tiles_of_the_history_are_ranges_of_rows() throws SQLException {
        assertThat(plan(at -> HistoryNodes.tile(at, 1, TilePath.hashes(1, 2, 256))))
                .contains("SEARCH history_nodes USING PRIMARY KEY (stream_id=? AND level=? AND node_index>?")
                .doesNotContain("B-TREE");
        assertThat(plan(at -> SqliteHistory.records(at, STREAM, TilePath.hashes(0, 2, 256))))
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number>?")
                .doesNotContain("B-TREE");
        assertThat(plan(at -> SqliteHeadsLog.entries(at, 512, 256)))
                .contains("SEARCH heads_log USING INTEGER PRIMARY KEY (rowid>?)")
                .doesNotContain("B-TREE");
    }

    @Test
    void the_last_heads_of_the_log_are_the_ends_of_index_ranges() throws SQLException {
        assertThat(plan(at -> SqliteHeadsLog.moved(at, 9)))
                .contains("SEARCH heads_log USING INDEX heads_log_by_stream (stream_id=?)")
                .doesNotContain("SCAN heads_log", "SCAN events", "B-TREE");
        assertThat(plan(at -> SqliteHeadsLog.last(at, STREAM, Long.MAX_VALUE)))
                .contains("SEARCH heads_log USING INDEX heads_log_by_stream (stream_id=? AND entry_index<?)")
                .doesNotContain("SCAN", "B-TREE");
    }

    @Test
    void streams_are_listed_in_the_order_of_their_names() throws SQLException {
        assertThat(plan(at -> StreamList.read(at, STREAM, 9)))
                .contains("(tenant_id,store_id)>(?,?)")
                .doesNotContain("B-TREE");
    }

    /** What SQLite says it would do for the last statement of a question. */
    private String plan(Consumer<Handle> question) throws SQLException {
        question.accept(handle);
        StringJoiner plan = new StringJoiner("\n");
        try (Statement statement = handle.getConnection().createStatement();
                ResultSet row = statement.executeQuery("explain query plan " + lastStatement)) {
            while (row.next()) {
                plan.add(row.getString("detail"));
            }
        }
        return plan.toString();
    }
}
