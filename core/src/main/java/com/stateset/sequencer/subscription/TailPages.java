package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Asks the store for pages of one stream. Thread-safe. */
final class TailPages {

    /** The events of a page for all. */
    static final int PAGE = 256;

    private final StreamId stream;
    private final EventStore store;
    private final long mostHeld;
    private final BooleanSupplier begun;
    private final LongConsumer begin;

    /** How many events to read where only {@code mostHeld} of them will be kept, as the last page of the stream suggests. */
    private volatile int pageForOne = PAGE;

    /**
     * Makes a reader.
     *
     * @param mostHeld how many bytes of a page that is read for one are kept
     * @param begun whether {@code begin} has got a head
     * @param begin gets the head of before the first page, before that is asked for
     */
    TailPages(StreamId stream, EventStore store, long mostHeld, BooleanSupplier begun, LongConsumer begin) {
        this.stream = stream;
        this.store = store;
        this.mostHeld = mostHeld;
        this.begun = begun;
        this.begin = begin;
    }

    /** The head in the store. */
    long head() {
        return store.head(stream);
    }

    /** Of a head that is too low, records of erasures are taken for news that are none. */
    private long headIfTold() {
        try {
            return head();
        } catch (StoreUnavailableException e) {
            return 0;
        }
    }

    /** Reads a page that will be kept for all. */
    EventPage forAll(long from) {
        return page(from, PAGE);
    }

    /** Reads a page for one subscription. */
    EventPage forOne(long from) {
        return page(from, pageForOne);
    }

    private EventPage page(long from, int limit) {
        if (!begun.getAsBoolean()) {
            begin.accept(headIfTold());
        }
        EventPage page = store.read(stream, ReadOptions.forwardsFrom(from).limit(limit));
        long mean = EventWeight.of(page.events()) / Math.max(1, page.events().size());
        pageForOne = (int) Math.min(PAGE, Math.max(1, mostHeld / Math.max(1, mean)));
        return page;
    }
}
