package com.stateset.sequencer.test;

import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TypedProjection;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.test.Stock.BookEvent;
import com.stateset.sequencer.test.Stock.Sold;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How many copies of each book have been sold. */
record SoldCopies() implements JdbiProjection, TypedProjection<BookEvent, Handle> {

    @Override
    public String name() {
        return "sold_copies";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public EventTypes<BookEvent> types() {
        return Stock.TYPES;
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(ProjectionTable.perStream("sold_copies", "book text not null, copies bigint not null", "book"));
    }

    @Override
    public void apply(TypedEvent<BookEvent> event, ProjectionState<Handle> state) {
        if (event.value() instanceof Sold sold) {
            state.handle()
                    .execute(
                            "insert into " + state.table("sold_copies") + " as t values (?, ?, ?, ?)"
                                    + " on conflict (tenant_id, store_id, book) do update set copies = t.copies + excluded.copies",
                            event.stream().tenantId().toString(),
                            event.stream().storeId().toString(),
                            event.entity().id(),
                            sold.copies());
        }
    }
}
