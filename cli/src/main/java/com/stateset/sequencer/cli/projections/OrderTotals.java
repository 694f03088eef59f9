package com.stateset.sequencer.cli.projections;

import static com.stateset.sequencer.cli.projections.ShopTypes.cents;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** What each order came to, and how it stands: {@code order_totals}. */
public record OrderTotals() implements ExampleProjection<OrderTotals.OrderEvent> {

    private static final String TABLE = "order_totals";

    private static final EventTypes<OrderEvent> TYPES = ShopTypes.<OrderEvent>builder()
            .type("order.placed", Placed.class)
            .type("order.paid", Paid.class)
            .type("order.shipped", Shipped.class)
            .type("order.refunded", Refunded.class)
            .build();

    /** What can happen to an order. */
    public sealed interface OrderEvent {}

    /** A customer wants it. */
    public record Placed(
            String customer, @JsonAlias("dollars") BigDecimal total) implements OrderEvent {}

    /** Money came in. */
    public record Paid(BigDecimal amount) implements OrderEvent {}

    /** It is on its way. */
    public record Shipped(String carrier) implements OrderEvent {}

    /** Money went back. */
    public record Refunded(BigDecimal amount) implements OrderEvent {}

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
        return ReadFilter.ALL.entityTypes(List.of("order"));
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(ProjectionTable.perStream(
                        TABLE,
                        "order_id text not null, customer text, status text not null, "
                                + "placed_cents bigint not null, paid_cents bigint not null, refunded_cents bigint not null",
                        "order_id")
                .indexedBy("tenant_id", "store_id", "customer"));
    }

    @Override
    public EventTypes<OrderEvent> types() {
        return TYPES;
    }

    @Override
    public void apply(TypedEvent<OrderEvent> event, ProjectionState<Handle> state) {
        OrderEvent what = event.value();
        if (what instanceof Placed placed) {
            place(event.event(), placed, state);
        } else if (what instanceof Paid paid) {
            change(event.event(), "paid", "paid_cents", cents(paid.amount()), state);
        } else if (what instanceof Refunded refunded) {
            change(event.event(), "refunded", "refunded_cents", cents(refunded.amount()), state);
        } else {
            change(event.event(), "shipped", "paid_cents", 0, state);
        }
    }

    private static void place(SequencedEvent event, Placed placed, ProjectionState<Handle> state) {
        StreamId stream = event.event().stream();
        ExampleProjection.execute(
                state, """
                insert into %s (
                    tenant_id, store_id, order_id, customer, status, placed_cents, paid_cents, refunded_cents)
                values (?, ?, ?, ?, 'placed', ?, 0, 0)
                """, TABLE, stream, event.event().entity().id(), placed.customer(), cents(placed.total()));
    }

    private static void change(
            SequencedEvent event, String status, String column, long cents, ProjectionState<Handle> state) {
        String set = String.format(Locale.ROOT, "set status = '%s', %s = %s + %d", status, column, column, cents);
        int orders = ExampleProjection.execute(
                state,
                "update %s " + set + " where tenant_id = ? and store_id = ? and order_id = ?",
                TABLE,
                event.event().stream(),
                event.event().entity().id());
        if (orders != 1) {
            throw new IllegalStateException(
                    "there is no order " + event.event().entity().id());
        }
    }
}
