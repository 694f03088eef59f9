package com.stateset.sequencer.sqlite.read;

import static com.stateset.sequencer.sqlite.QueryPlans.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.sqlite.QueryPlans;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
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
        assertThat(plans.of(
                        at -> SqliteEventQueries.of(at, STREAM).orElseThrow().leaves(1, 9)))
                .contains("SEARCH events USING INDEX sqlite_autoindex_events_1 (stream_id=? AND sequence_number>?)")
                .doesNotContain("B-TREE");
    }

    @Test
    void filters_go_along_an_index_in_its_order() throws SQLException {
        ReadOptions all = ReadOptions.forwardsFrom(1);
        assertThat(planOf(all.eventTypes(List.of("a", "b")).entityTypes(List.of("c", "d"))))
                .contains("(stream_id=? AND sequence_number>? AND sequence_number<?)")
                .doesNotContain("B-TREE");
        assertThat(planOf(all.correlationId("c")))
                .contains("USING INDEX events_by_correlation (stream_id=? AND <expr>=? AND <expr>>? AND <expr><?)")
                .doesNotContain("B-TREE");
        assertThat(planOf(ReadOptions.backwardsFromHead().correlationId("c"))).doesNotContain("B-TREE");
        assertThat(planOf(all.commandId(new UUID(1, 1))))
                .contains("USING INDEX events_by_command (stream_id=? AND command_id=?)");
        assertThat(planOf(
                        all.entity(new EntityRef("order", "o-1")).eventType("a").correlationId("c")))
                .contains("USING INDEX events_by_entity (stream_id=? AND entity_type=? AND entity_id=?")
                .doesNotContain("B-TREE");
    }

    private String planOf(ReadOptions options) throws SQLException {
        return plans.of(
                at -> SqliteEventReader.page(SqliteEventQueries.of(at, STREAM).orElseThrow(), options));
    }

    @Test
    void streams_are_listed_in_the_order_of_their_names() throws SQLException {
        assertThat(plans.of(at -> StreamList.read(at, STREAM, 9)))
                .contains("(tenant_id,store_id)>(?,?)")
                .doesNotContain("B-TREE");
    }
}
