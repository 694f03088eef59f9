package com.stateset.sequencer.sqlite.commit;

import static com.stateset.sequencer.sqlite.QueryPlans.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.sqlite.QueryPlans;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitmentTableTest {

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
    void a_proof_reads_its_tiles_by_their_key() throws SQLException {
        assertThat(plans.of(at -> SqliteTileTable.read(at, STREAM, 1, 9, List.of(new TileId(0, 0)))))
                .contains("sequence_end=? AND level=? AND tile_index=?")
                .doesNotContain("SCAN commitment_tiles");
    }

    @Test
    void commitments_are_found_by_their_keys() throws SQLException {
        assertThat(plans.of(at -> new CommitmentTable(at).covering(STREAM, 1)))
                .contains("stream_id=? AND sequence_start<?");
        assertThat(plans.of(at -> new CommitmentTable(at).newestFirst(STREAM, 9, 9)))
                .contains("stream_id=? AND sequence_start<?")
                .doesNotContain("SORT", "B-TREE");
        assertThat(plans.of(at -> new CommitmentTable(at).oldestFirst(STREAM, 1, 9)))
                .contains("stream_id=? AND sequence_start>?")
                .doesNotContain("SORT", "B-TREE");
        assertThat(plans.of(at -> new CommitmentTable(at).find(new UUID(0, 0)))).contains("batch_id=?");
    }

    @Test
    void a_backlog_looks_at_heads_and_ends_of_chains() throws SQLException {
        assertThat(plans.of(at -> new CommitmentTable(at).backlogs(9, 0)))
                .contains("SCAN stream_heads")
                .contains("SEARCH commitments USING INDEX sqlite_autoindex_commitments_2 (stream_id=?)")
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number=?)")
                .doesNotContain("SCAN events", "SCAN commitments");
    }
}
