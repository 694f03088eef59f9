package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.demo.ShopDay.Item;
import com.stateset.sequencer.cli.demo.ShopDay.Order;
import com.stateset.sequencer.cli.projections.Inventory;
import com.stateset.sequencer.cli.projections.LifetimeValue;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/** Shows what the library does, on a shop's day. Every chapter is a piece of code as an application would write it. */
public final class ShopTour {

    private static final UUID TENANT = UUID.fromString("5f0c1a52-6d0b-4a3c-9a51-3a1f2d9e7b01");
    private static final UUID STORE = UUID.fromString("0b7c9f34-1e55-4f0e-8d42-77b0c6a1e502");
    private static final int ORDERS_PER_TILL = 30;

    private final Path database;
    private final ShopDay day;
    private final DemoPrinter story;
    private final SigningKey sequencerKey;

    private ShopTour(Path database, ShopDay day, DemoPrinter story) {
        this.database = database;
        this.day = day;
        this.story = story;
        this.sequencerKey = day.signingKey("sequencer");
    }

    /**
     * Gives the tour.
     *
     * @param database a file that does not exist yet
     * @param seed decides what happens in the shop
     * @param lines is given each line for people
     * @return what was shown
     * @throws IllegalStateException if something is not as promised
     */
    public static List<DemoPrinter.Chapter> run(Path database, long seed, Consumer<String> lines)
            throws InterruptedException {
        lines.accept("A day in a record shop, on an embedded SQLite store (seed " + seed + ")");
        DemoPrinter story = new DemoPrinter(lines);
        new ShopTour(database, new ShopDay(seed), story).run();
        return story.chapters();
    }

    private void run() throws InterruptedException {
        long headAtClosing;
        ProjectionRunners projections = ProjectionRunners.of(new Inventory(), new LifetimeValue());
        try (Sequencer sequencer = open(projections)) {
            EventStream shop = sequencer.stream(TENANT, STORE);
            stocktaking(shop);
            Order order = firstOrder(shop);
            versionConflict(shop, order.item());
            refund(shop, order);
            rush(shop);
            history(shop, order);
            closing(shop);
            new ProofTour(sequencer, shop, day, story).run();
            new ProjectionTour(projections.projections(), shop, database, day, story).run(order.item());
            headAtClosing = shop.head();
        }
        try (Sequencer reopened = open(ProjectionRunners.of())) {
            nextMorning(reopened.stream(TENANT, STORE), headAtClosing);
        }
    }

    private Sequencer open(ProjectionRunners projections) {
        return Sequencer.builder()
                .store(SqliteEventStore.open(database))
                .signingKey(sequencerKey)
                .with(projections)
                .build();
    }

    private void stocktaking(EventStream shop) {
        story.chapter("Events get numbers, one after the other, without a gap");
        IngestReceipt receipt = shop.append(day.stocktaking());
        shop.read(ReadOptions.forwardsFrom(1)).events().forEach(story::event);
        story.say(
                "One batch, one transaction. All of it is on disk when append returns; the head is %d.",
                receipt.head());
    }

    private Order firstOrder(EventStream shop) {
        story.chapter("What is sent twice is stored once, and answered with the same numbers");
        Order order = day.nextOrder();
        List<NewEvent> events = List.of(day.placed(order), day.paid(order), day.shipped(order));
        IngestReceipt first = shop.append(events);
        IngestReceipt second = shop.append(events); // the answer got lost, say, and the till asks again
        story.say("%-14s %-15s %s", "", "first time", "sent again");
        for (int i = 0; i < events.size(); i++) {
            story.say(
                    "%-14s %-15s %s",
                    events.get(i).eventType(),
                    answer(first.outcomes().get(i)),
                    answer(second.outcomes().get(i)));
        }
        story.holds(
                first.head() == second.head(), String.format(Locale.ROOT, "the head is %d, as before", second.head()));
        return order;
    }

    private void versionConflict(EventStream shop, Item item) {
        story.chapter("Two clerks change one item's stock: the second one learns that it has changed");
        EntityRef stock = new EntityRef(ShopDay.ITEM, item.id());
        long version = shop.entityHistory(stock).version();
        story.say("Both have read %s at version %d, and say so with their change.", stock, version);
        NewEvent anns = day.adjustment(item, -2, "damaged").baseVersion(version).build();
        NewEvent bobs = day.adjustment(item, 5, "found").baseVersion(version).build();
        story.say("Ann:        %s", answer(shop.tryAppend(anns).outcomes().get(0)));
        story.say("Bob:        %s", answer(shop.tryAppend(bobs).outcomes().get(0)));

        long now =
                shop.entityHistory(stock).version(); // Bob looks again, and decides that his change still makes sense
        NewEvent again = day.adjustment(item, 5, "found").baseVersion(now).build();
        story.say("Bob, again: %s", answer(shop.tryAppend(again).outcomes().get(0)));
    }

    private void refund(EventStream shop, Order order) {
        story.chapter("A command goes in as a whole or not at all");
        long headBefore = shop.head();
        UUID command = day.id();
        NewEvent money = day.refunded(order, command);
        NewEvent.Builder goods =
                day.adjustment(order.item(), order.units(), "returned").commandId(command);
        story.say("A refund is two events: the money goes out, the goods come in.");
        story.say("First with a version of the stock that is no longer true:");
        tell(shop.tryAppend(money, goods.baseVersion(1L).build()));
        story.holds(shop.head() == headBefore, "nothing of it is in the log");

        EntityRef stock = new EntityRef(ShopDay.ITEM, order.item().id());
        long version = shop.entityHistory(stock).version();
        IngestReceipt done = shop.append(money, goods.baseVersion(version).build());
        story.say("And with the version that it has now:");
        tell(done);
    }

    private void rush(EventStream shop) throws InterruptedException {
        story.chapter("Two tills sell at the same time: the numbers stay dense");
        long before = shop.head();
        List<DemoAgent> tills =
                List.of(DemoAgent.opening(day, ORDERS_PER_TILL), DemoAgent.opening(day, ORDERS_PER_TILL));
        List<IngestReceipt> receipts = DemoAgent.sellAtOnce(shop, tills);
        int sold = receipts.stream().mapToInt(IngestReceipt::accepted).sum();
        story.say("%d threads, %d batches, %d events.", tills.size(), receipts.size(), sold);
        story.holds(
                shop.head() == before + sold,
                String.format(Locale.ROOT, "they have the numbers %d to %d", before + 1, before + sold));
        story.holds(receipts.stream().allMatch(ShopTour::isConsecutive), "the numbers of each batch are consecutive");
    }

    private void history(EventStream shop, Order order) {
        EntityRef entity = new EntityRef(ShopDay.ORDER, order.id());
        story.chapter("The history of " + entity);
        shop.entityHistory(entity).events().forEach(story::event);
    }

    private void closing(EventStream shop) {
        story.chapter("The latest news first: reading backwards from the head");
        shop.append(day.cashCount(), day.theft(), day.cashCount());
        shop.read(ReadOptions.backwardsFromHead().limit(3)).events().forEach(story::event);
    }

    private void nextMorning(EventStream shop, long headAtClosing) {
        story.chapter("Closed, and opened again from the file");
        story.holds(shop.head() == headAtClosing, String.format(Locale.ROOT, "the head is still %d", headAtClosing));

        story.chapter("A walk over everything");
        List<SequencedEvent> everything =
                shop.readAll(ReadOptions.forwardsFrom(1).limit(100)).toList();
        Audit audit = new Audit(everything);
        story.holds(
                audit.numbersAreDense(shop.head()),
                String.format(Locale.ROOT, "numbers 1 to %d, each one once", shop.head()));
        story.holds(
                audit.versionsCountUp(),
                String.format(Locale.ROOT, "%d entities, versions counted up one by one", audit.entities()));
        story.holds(audit.timeNeverRunsBackwards(), "the sequencer's clock never ran backwards");
    }

    /** Tells the two answers to a refund. */
    private void tell(IngestReceipt receipt) {
        story.say("  money: %s", answer(receipt.outcomes().get(0)));
        story.say("  goods: %s", answer(receipt.outcomes().get(1)));
    }

    private static boolean isConsecutive(IngestReceipt receipt) {
        return receipt.lastAccepted().orElseThrow() - receipt.firstAccepted().orElseThrow() + 1 == receipt.accepted();
    }

    /** The three things that can become of an event. */
    private static String answer(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return "accepted #" + accepted.sequenceNumber();
        } else if (outcome instanceof Outcome.Duplicate duplicate) {
            return "duplicate #" + duplicate.sequenceNumber();
        }
        return "rejected, " + ((Outcome.Rejected) outcome).rejection().reason();
    }
}
