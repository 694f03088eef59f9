package com.stateset.sequencer.replay;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;

/** The events of a stream from one sequence number to another, as far as the stream goes. */
record StreamPages(EventStore store, StreamId stream, long from, long to) implements PageReader {

    @Override
    public Page read() {
        long wanted = to - Math.max(1, from) + 1;
        int limit = (int) Math.max(1, Math.min(wanted, ReadOptions.MAX_LIMIT));
        EventPage page = store.read(stream, ReadOptions.forwardsFrom(from).limit(limit));
        requireWhole(page);
        return new Page(
                page.events(),
                page.next().map(ReadOptions::from).filter(next -> next <= to).map(this::from));
    }

    /** Checks that no event is missing, neither between others nor before the end: a fold that left one out would be taken for the truth. */
    private void requireWhole(EventPage page) {
        long expected = Math.max(1, from);
        for (SequencedEvent event : page.events()) {
            if (event.sequenceNumber() != expected) {
                throw missing(expected);
            }
            expected++;
        }
        if (page.next().isEmpty() && expected <= Math.min(to, page.head())) {
            throw missing(expected);
        }
    }

    private StoreFailedException missing(long sequenceNumber) {
        return new StoreFailedException(
                "the store is damaged: event " + sequenceNumber + " of " + stream + " is missing", null);
    }

    private PageReader from(long next) {
        return new StreamPages(store, stream, next, to);
    }
}
