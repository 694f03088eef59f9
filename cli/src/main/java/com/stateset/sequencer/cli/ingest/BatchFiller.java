package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills batches with units, in the order of the file, and never parts a unit. Not thread-safe. */
final class BatchFiller {

    /** The most events of one request, as the protocol has it. */
    static final int MAX_EVENTS = 1000;

    /** The most bytes of the events of one request: the protocol's 10 MiB, less room for what is around them. */
    static final long MAX_BYTES = (10L << 20) - (64L << 10);

    private final CommandUnits units;
    private final int size;
    private final long maxBytes;
    private @Nullable List<Item> held;

    /**
     * Fills from {@code units}.
     *
     * @param size how many rows make a batch; only a longer command makes a larger one
     * @param maxBytes the most bytes of a batch's events
     */
    BatchFiller(CommandUnits units, int size, long maxBytes) {
        this.units = units;
        this.size = size;
        this.maxBytes = maxBytes;
    }

    /** Returns the next batch, or null at the end. */
    @Nullable
    Batch next() throws IOException {
        List<Item> items = new ArrayList<>(size);
        long bytes = 0;
        for (List<Item> unit = takeUnit(); unit != null; unit = takeUnit()) {
            long unitBytes = bytes(unit);
            if (!items.isEmpty() && (items.size() + unit.size() > size || bytes + unitBytes > maxBytes)) {
                held = unit;
                break;
            }
            items.addAll(unit);
            bytes += unitBytes;
        }
        return items.isEmpty() ? null : new Batch(items);
    }

    private @Nullable List<Item> takeUnit() throws IOException {
        List<Item> unit = held;
        held = null;
        return unit != null ? unit : units.next();
    }

    private static long bytes(List<Item> unit) {
        long bytes = 0;
        for (Item item : unit) {
            bytes += item instanceof Outgoing outgoing ? outgoing.length() + 1 : 0;
        }
        return bytes;
    }
}
