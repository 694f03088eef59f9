package com.stateset.sequencer.sqlite.history;

import static com.stateset.sequencer.sqlite.QueryPlans.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.QueryPlans;
import com.stateset.sequencer.sqlite.write.HistoryNodes;
import com.stateset.sequencer.tlog.TilePath;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryQueryPlansTest {

    private QueryPlans plans;

    @BeforeEach
    void open() throws SQLException {
        plans = new QueryPlans();
    }

    @AfterEach
    void close() throws SQLException {
        plans.close();
    }

    @Test
    void tiles_of_the_history_are_ranges_of_rows() throws SQLException {
        assertThat(plans.of(at -> HistoryNodes.tile(at, 1, TilePath.hashes(1, 2, 256))))
                .contains("SEARCH history_nodes USING PRIMARY KEY (stream_id=? AND level=? AND node_index>?")
                .doesNotContain("B-TREE");
        assertThat(plans.of(at -> SqliteHistory.records(at, STREAM, TilePath.hashes(0, 2, 256))))
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number>?")
                .doesNotContain("B-TREE");
        assertThat(plans.of(at -> SqliteHeadsLog.entries(at, 512, 256)))
                .contains("SEARCH heads_log USING INTEGER PRIMARY KEY (rowid>?)")
                .doesNotContain("B-TREE");
    }

    /** The index has only the streams that have moved. */
    @Test
    void streams_that_have_moved_are_all_that_is_looked_at() throws SQLException {
        assertThat(plans.of(at -> SqliteHeadsLog.moved(at, 9)))
                .contains("SCAN heads USING INDEX moved_heads")
                .contains("SEARCH ids USING INTEGER PRIMARY KEY (rowid=?)")
                .contains("SEARCH heads_log USING INDEX heads_log_by_stream (stream_id=?)")
                .doesNotContain("SCAN heads_log", "SCAN events", "SCAN ids", "B-TREE");
    }

    @Test
    void the_last_heads_of_the_log_are_the_ends_of_index_ranges() throws SQLException {
        assertThat(plans.of(SqliteHeadsLog.LAST_BREAK_OF.sql()))
                .contains("SEARCH heads_log USING INDEX heads_log_breaks (stream_id=?)")
                .doesNotContain("SCAN", "B-TREE");
        assertThat(plans.of(SqliteHeadsLog.LAST_BREAK.sql()))
                .contains(
                        "SEARCH heads_log USING COVERING INDEX heads_log_breaks",
                        "SEARCH heads_log USING INTEGER PRIMARY KEY")
                .doesNotContain("B-TREE");
        assertThat(plans.of(SqliteHeadsLog.LAST.sql()))
                .contains("SEARCH heads_log USING INDEX heads_log_by_stream (stream_id=? AND entry_index<?)")
                .doesNotContain("SCAN", "B-TREE");
    }
}
