package com.stateset.sequencer.tck.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A projection's rows are about one tenant and store each, unless it says otherwise. */
public abstract class ProjectionTenantContract extends ProjectionCase {

    private static final String COLUMNS = "entity_id text not null, events bigint not null";

    @Test
    void two_tenants_with_the_same_order_have_rows_of_their_own() {
        place().append(stream, "o-1", "o-1");
        place().append(other, "o-1");
        place().run(new Counted(ProjectionTable.perStream("counted", COLUMNS, "entity_id")));
        place().awaitCaughtUp("counted");

        assertThat(place().query("select tenant_id, store_id, events from counted"))
                .containsExactlyInAnyOrder(row(stream, 2), row(other, 1));
    }

    @Test
    void a_table_that_would_mix_tenants_is_refused_at_the_start() {
        ProjectionTable mixed = ProjectionTable.of("counted", COLUMNS, "entity_id");

        assertThatThrownBy(() -> place().run(new Counted(mixed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table counted of the projection counted would mix the rows of all tenants and stores:"
                        + " its key [entity_id] does not begin with tenant_id and store_id."
                        + " ProjectionTable.perStream puts them there;"
                        + " a table that is meant to mix streams says acrossStreams()");
        assertThat(place().projections().status("counted")).isEmpty();
    }

    @Test
    void a_table_that_says_so_adds_up_all_tenants() {
        place().append(stream, "o-1", "o-1");
        place().append(other, "o-1");
        place().run(new Counted(ProjectionTable.of("counted", COLUMNS, "entity_id")
                .acrossStreams()
                .indexedBy("events")));
        place().awaitCaughtUp("counted");

        assertThat(place().query("select entity_id, events from counted")).containsExactly(List.of("o-1", "3"));
    }

    private static List<String> row(StreamId stream, int events) {
        return List.of(stream.tenantId().toString(), stream.storeId().toString(), Integer.toString(events));
    }

    /** How many events each entity has, of its stream or of all. */
    private record Counted(ProjectionTable table) implements ProjectionUnderTest {

        @Override
        public String name() {
            return table.name();
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(table);
        }

        @Override
        public void apply(SequencedEvent event, ProjectionSql sql) {
            StreamId of = event.event().stream();
            String entity = event.event().entity().id();
            if (table.mixesStreams()) {
                sql.execute(upsert(sql, "?, 1", "entity_id"), entity);
            } else {
                String key = "tenant_id, store_id, entity_id";
                sql.execute(
                        upsert(sql, "?, ?, ?, 1", key),
                        of.tenantId().toString(),
                        of.storeId().toString(),
                        entity);
            }
        }

        private String upsert(ProjectionSql sql, String values, String key) {
            return String.format(
                    Locale.ROOT,
                    "insert into %s as t values (%s) on conflict (%s) do update set events = t.events + 1",
                    sql.table(table.name()),
                    values,
                    key);
        }
    }
}
