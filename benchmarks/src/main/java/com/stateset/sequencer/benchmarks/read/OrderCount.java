package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.BatchProjection;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * How many events each order has: one upsert per event, in batches.
 *
 * @param name of the projection and its table
 */
record OrderCount(String name) implements JdbiProjection, BatchProjection<Handle> {

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(ProjectionTable.of(name, "order_id text not null, events bigint not null", "order_id")
                .acrossStreams()
                .acrossStreams());
    }

    @Override
    public void applyAll(List<SequencedEvent> events, ProjectionState<Handle> state) {
        PreparedBatch upserts = state.handle()
                .prepareBatch("insert into " + state.table(name) + " as t (order_id, events) values (?, 1)"
                        + " on conflict (order_id) do update set events = t.events + 1");
        events.forEach(event -> upserts.bind(0, event.event().entity().id()).add());
        upserts.execute();
    }
}
