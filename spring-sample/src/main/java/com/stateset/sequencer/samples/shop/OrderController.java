package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.outbox.transactional.OutboxOutcome;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.spring.EventOutbox;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The shop's HTTP interface. What it returns of the log is JSON as a sequencer's server writes it. */
@RestController
public class OrderController {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OrderService service;
    private final EventOutbox outbox;
    private final Sequencer sequencer;
    private final EventStream log;
    private final JdbcTemplate jdbc;

    public OrderController(
            OrderService service, EventOutbox outbox, Sequencer sequencer, EventStream log, JdbcTemplate jdbc) {
        this.service = service;
        this.outbox = outbox;
        this.sequencer = sequencer;
        this.log = log;
        this.jdbc = jdbc;
    }

    /** Answers with the signed receipt of the event: the order is stored, and its place in the log is known. */
    @PostMapping("/orders")
    public Receipt place(@RequestParam String id, @RequestParam String customer, @RequestParam long cents) {
        return receipt(service.place(id, customer, cents));
    }

    @PostMapping("/orders/{id}/shipping")
    public Receipt ship(@PathVariable String id, @RequestParam int parcels) {
        return receipt(service.ship(id, parcels));
    }

    @GetMapping("/orders/{id}/history")
    public EntityHistory history(@PathVariable String id) {
        return log.entityHistory(new EntityRef("order", id));
    }

    @GetMapping("/customers/{customer}/total")
    public long total(@PathVariable String customer) {
        Long cents = jdbc.queryForObject(
                "select coalesce(sum(cents), 0) from customer_orders where customer = ?", Long.class, customer);
        return cents == null ? 0 : cents;
    }

    private Receipt receipt(NewEvent event) {
        if (outbox.receiptOf(event.eventId(), PATIENCE) instanceof OutboxOutcome.Sequenced done) {
            return sequencer.identity().receipt(done.event());
        }
        throw new OrderRefusedException("the log has rejected event " + event.eventId());
    }
}
