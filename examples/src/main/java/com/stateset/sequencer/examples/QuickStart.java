package com.stateset.sequencer.examples;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.UUID;

/** Stores an event, sends it again, and reads what is there. Start it twice: the second run finds the first one's events. */
public final class QuickStart {

    // A stream is named by two ids: whose it is, and which of theirs.
    private static final UUID TENANT = UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d");
    private static final UUID SHOP = UUID.fromString("3b056d6e-6d38-4662-8ce2-5fec822ec06d");

    private QuickStart() {}

    /** Takes the event file; {@code events.db} by default. */
    public static void main(String[] args) {
        Path file = Path.of(args.length > 0 ? args[0] : "events.db");

        // The sequencer owns the store, and closes it. PostgresEventStore.connect(url) goes in the same place.
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.open(file)).build()) {
            EventStream orders = sequencer.stream(TENANT, SHOP);

            NewEvent placed = NewEvent.builder()
                    .entity("order", "o-1001")
                    .eventType("order.placed")
                    .payload("{\"total\":29.33}")
                    .build();

            // When append returns, the event is on the disk and has its number: 1, 2, 3, never a gap.
            IngestReceipt receipt = orders.append(placed);
            System.out.println("stored as number " + receipt.lastSequence());

            // Sent again, because an answer was lost for example: the event has an id, so it is stored once.
            IngestReceipt again = orders.append(placed);
            System.out.println(
                    "sent again: " + again.duplicates() + " duplicate, still number " + again.lastSequence());

            orders.readAll(ReadOptions.forwardsFrom(1))
                    .forEach(event -> System.out.println(
                            event.sequenceNumber() + " " + event.event().eventType()));
        }
    }
}
