package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.spring.EventOutbox;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes orders: each change and the event of it in one transaction. */
@Service
public class OrderService {

    private final JdbcTemplate jdbc;
    private final EventOutbox outbox;
    private final EventTypes<OrderEvent> types;

    public OrderService(JdbcTemplate jdbc, EventOutbox outbox, EventTypes<OrderEvent> types) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.types = types;
    }

    @Transactional
    public NewEvent place(String id, String customer, long cents) {
        NewEvent placed = types.toEvent(new EntityRef("order", id), new OrderEvent.Placed(customer, cents));
        outbox.append(placed);
        if (jdbc.update("insert into orders (id, state) values (?, 'placed') on conflict do nothing", id) == 0) {
            throw new OrderRefusedException("there is an order " + id + " already");
        }
        return placed;
    }

    @Transactional
    public NewEvent ship(String id, int parcels) {
        if (jdbc.update("update orders set state = 'shipped' where id = ? and state = 'placed'", id) == 0) {
            throw new OrderRefusedException("there is no order " + id + " to ship");
        }
        NewEvent shipped = types.toEvent(new EntityRef("order", id), new OrderEvent.Shipped(parcels));
        outbox.append(shipped);
        return shipped;
    }
}
