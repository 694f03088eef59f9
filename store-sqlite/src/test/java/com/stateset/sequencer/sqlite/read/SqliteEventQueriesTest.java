package com.stateset.sequencer.sqlite.read;

import static com.stateset.sequencer.sqlite.QueryPlans.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sqlite.QueryPlans;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqliteEventQueriesTest {

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
    void leaves_are_a_range_of_events() throws SQLException {
        assertThat(plans.of(at -> SqliteEventQueries.of(at, STREAM).orElseThrow().leaves(1, 9)))
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number>?)")
                .doesNotContain("B-TREE");
    }

    @Test
    void streams_are_listed_in_the_order_of_their_names() throws SQLException {
        assertThat(plans.of(at -> StreamList.read(at, STREAM, 9)))
                .contains("(tenant_id,store_id)>(?,?)")
                .doesNotContain("B-TREE");
    }
}
