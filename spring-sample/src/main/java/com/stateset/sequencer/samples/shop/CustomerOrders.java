package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.spring.EventProjection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What each customer has ordered, in the application's own tables. */
@Component
class CustomerOrders {

    private final JdbcTemplate jdbc;

    CustomerOrders(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Doing it twice does no harm: a row for each order. */
    @EventProjection(name = "customer_orders", version = 1, eventTypes = "order.placed")
    void on(TypedEvent<OrderEvent> event) {
        if (event.value() instanceof OrderEvent.Placed placed) {
            jdbc.update(
                    "insert into customer_orders (order_id, customer, cents) values (?, ?, ?) on conflict do nothing",
                    event.event().event().entity().id(),
                    placed.customer(),
                    placed.cents());
        }
    }
}
