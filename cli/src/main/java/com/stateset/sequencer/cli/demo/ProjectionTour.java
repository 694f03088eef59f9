package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.cli.demo.ShopDay.Item;
import com.stateset.sequencer.cli.projections.Inventory;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.Projections;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;

/** The chapters about projections: the log becomes tables, which anybody reads with SQL. */
final class ProjectionTour {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int DELIVERED = 12;
    private static final int LOST = 1000;

    private final Projections projections;
    private final EventStream shop;
    private final Jdbi tables;
    private final ShopDay day;
    private final DemoPrinter story;

    ProjectionTour(Projections projections, EventStream shop, Path database, ShopDay day, DemoPrinter story) {
        this.projections = projections;
        this.shop = shop;
        this.tables = Jdbi.create("jdbc:sqlite:" + database);
        this.day = day;
        this.story = story;
    }

    void run(Item item) throws InterruptedException {
        bestCustomers();
        stock(item);
        check();
    }

    private void bestCustomers() throws InterruptedException {
        story.chapter("Projections turn events into tables while they come in: the best customers so far");
        awaitApplied("lifetime_value");
        tables.useHandle(handle -> handle.createQuery(
                        "select customer, purchases, cents from lifetime_value order by cents desc, customer limit 3")
                .map((row, context) -> String.format(
                        Locale.ROOT,
                        "%-8s %2d purchases %9.2f",
                        row.getString("customer"),
                        row.getInt("purchases"),
                        row.getLong("cents") / 100.0))
                .forEach(line -> story.say("%s", line)));
    }

    private void stock(Item item) throws InterruptedException {
        story.chapter("A table that follows: what is on hand of " + item.id() + ", never below zero");
        awaitApplied("inventory");
        long before = onHand(item);
        story.say("on hand                    %d", before);
        append(day.adjustment(item, DELIVERED, "delivered").build());
        story.say("after a delivery of %d     %d", DELIVERED, onHand(item));
        long impossible = append(day.adjustment(item, -LOST, "lost").build());
        story.say("after a loss of %d       %d", LOST, onHand(item));
        story.holds(onHand(item) == before + DELIVERED, "a loss of more than there is changed nothing");
        story.holds(
                isViolation(impossible),
                String.format(Locale.ROOT, "event %d is written down in inventory_violations", impossible));
    }

    private void check() {
        story.chapter("A projection can be proved, too: built anew beside the live one, and compared");
        story.holds(
                projections
                        .verify(new Inventory(), ProjectionOptions.defaults())
                        .isEmpty(),
                "every row of inventory is what the events make of it");
    }

    private long append(NewEvent event) throws InterruptedException {
        IngestReceipt receipt = shop.append(event);
        awaitApplied("inventory");
        return receipt.lastSequence();
    }

    private void awaitApplied(String projection) throws InterruptedException {
        if (!projections.awaitApplied(projection, shop.id(), shop.head(), LIMIT)) {
            throw new IllegalStateException("the projection " + projection + " does not come along");
        }
    }

    private long onHand(Item item) {
        return ask("select on_hand from inventory where item_id = ?", item.id());
    }

    private boolean isViolation(long sequenceNumber) {
        return ask("select count(*) from inventory_violations where sequence_number = ?", sequenceNumber) == 1;
    }

    private long ask(String question, Object argument) {
        return tables.withHandle(
                handle -> handle.select(question, argument).mapTo(Long.class).one());
    }
}
