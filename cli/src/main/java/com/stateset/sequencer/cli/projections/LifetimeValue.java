package com.stateset.sequencer.cli.projections;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.math.BigDecimal;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What each customer has bought so far, {@code lifetime_value}: from the orders of the demo's shop ({@code customer, units,
 * total}), or from purchases as docs/server.md imports them ({@code customer, cds, dollars}).
 */
public record LifetimeValue() implements ExampleProjection<LifetimeValue.Purchase> {

    private static final String TABLE = "lifetime_value";

    private static final EventTypes<Purchase> TYPES =
            ShopTypes.<Purchase>builder().type("order.placed", Purchase.class).build();

    /** A customer buys something. */
    public record Purchase(
            String customer,
            @JsonAlias("cds") long units,
            @JsonAlias("dollars") BigDecimal total) {}

    @Override
    public String name() {
        return TABLE;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public ReadFilter events() {
        return ReadFilter.ALL.entityTypes(List.of("order")).eventTypes(List.of("order.placed"));
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(ProjectionTable.perStream(
                        TABLE,
                        "customer text not null, purchases bigint not null, units bigint not null, cents bigint not null",
                        "customer")
                .indexedBy("tenant_id", "store_id", "cents"));
    }

    @Override
    public EventTypes<Purchase> types() {
        return TYPES;
    }

    @Override
    public void apply(TypedEvent<Purchase> event, ProjectionState<Handle> state) {
        Purchase purchase = event.value();
        ExampleProjection.execute(
                state,
                """
                insert into %s as so_far (tenant_id, store_id, customer, purchases, units, cents)
                values (?, ?, ?, 1, ?, ?)
                on conflict (tenant_id, store_id, customer) do update
                set purchases = so_far.purchases + 1,
                    units = so_far.units + excluded.units,
                    cents = so_far.cents + excluded.cents
                """,
                TABLE,
                event.event().event().stream(),
                purchase.customer(),
                purchase.units(),
                ShopTypes.cents(purchase.total()));
    }
}
