package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TypedProjection;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A projection: a table of the application's own that follows the events. The rows and the note of how far they have come are
 * written in one transaction, so that every event counts exactly once, whatever fails when.
 */
public final class RevenueTable {

    /** The payload of {@code order.placed}. */
    record Placed(String customer, long cents) {}

    /** What the table is, and what an event does to it. A higher version is built beside this one, then takes its place. */
    record Revenue() implements JdbiProjection, TypedProjection<Placed, Handle> {

        private static final EventTypes<Placed> TYPES =
                EventTypes.<Placed>builder().type("order.placed", Placed.class).build();

        @Override
        public String name() {
            return "revenue";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public EventTypes<Placed> types() {
            return TYPES;
        }

        @Override
        public List<ProjectionTable> tables() {
            // With the stream before them: two tenants may both have a customer ada.
            return List.of(
                    ProjectionTable.perStream("revenue", "customer text not null, cents bigint not null", "customer"));
        }

        @Override
        public void apply(TypedEvent<Placed> event, ProjectionState<Handle> state) {
            state.handle()
                    .execute(
                            "insert into " + state.table("revenue") + " as r values (?, ?, ?, ?)"
                                    + " on conflict (tenant_id, store_id, customer)"
                                    + " do update set cents = r.cents + excluded.cents",
                            event.stream().tenantId().toString(),
                            event.stream().storeId().toString(),
                            event.value().customer(),
                            event.value().cents());
        }
    }

    private RevenueTable() {}

    /** Takes the event file; {@code shop.db} by default. */
    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args.length > 0 ? args[0] : "shop.db");
        ProjectionRunners runners = ProjectionRunners.of(new Revenue());

        // The runners start and end with the sequencer.
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.open(file))
                .with(runners)
                .build()) {
            EventStream orders = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            orders.append(placed("o-1", "ada", 2933), placed("o-2", "bob", 500), placed("o-3", "ada", 1067));

            // The table follows by itself; a reader that must see an event in it waits for that event's number.
            boolean there =
                    runners.projections().awaitApplied("revenue", orders.id(), orders.head(), Duration.ofSeconds(30));
            if (!there) {
                throw new IllegalStateException("the table is not at the head after 30 seconds");
            }

            // It is an ordinary table: ask it with whatever asks your database.
            Jdbi.create("jdbc:sqlite:" + file)
                    .useHandle(database -> database.createQuery("select customer, cents from revenue"
                                    + " where tenant_id = ? and store_id = ? order by customer")
                            .bind(0, orders.id().tenantId().toString())
                            .bind(1, orders.id().storeId().toString())
                            .mapToMap()
                            .forEach(row -> System.out.println(row.get("customer") + " " + row.get("cents"))));
        }
    }

    private static NewEvent placed(String order, String customer, long cents) {
        return NewEvent.builder()
                .entity("order", order)
                .eventType("order.placed")
                .payload("{\"customer\":\"" + customer + "\",\"cents\":" + cents + "}")
                .build();
    }
}
