package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TypedProjection;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.springframework.stereotype.Component;

/** What each customer has spent, in the event store's own database: it sees each event exactly once. */
@Component
record Spent(EventTypes<OrderEvent> types) implements JdbiProjection, TypedProjection<OrderEvent, Handle> {

    @Override
    public String name() {
        return "spent";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(ProjectionTable.perStream(
                "spent", "customer text not null, cents bigint not null", "customer"));
    }

    @Override
    public void apply(TypedEvent<OrderEvent> event, ProjectionState<Handle> state) {
        if (event.value() instanceof OrderEvent.Placed placed) {
            StreamId shop = event.event().event().stream();
            state.handle()
                    .execute(
                            "insert into " + state.table("spent") + " as s values (?, ?, ?, ?) on conflict (tenant_id,"
                                    + " store_id, customer) do update set cents = s.cents +"
                                    + " excluded.cents",
                            shop.tenantId().toString(),
                            shop.storeId().toString(),
                            placed.customer(),
                            placed.cents());
        }
    }
}
