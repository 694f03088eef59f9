package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;

/** The events of a stream from one sequence number to another, as far as the stream goes. */
record StreamPages(EventStore store, StreamId stream, long from, long to) implements PageReader {

    @Override
    public Page read() {
        long wanted = to - Math.max(1, from) + 1;
        int limit = (int) Math.max(1, Math.min(wanted, ReadOptions.MAX_LIMIT));
        EventPage page = store.read(stream, ReadOptions.forwardsFrom(from).limit(limit));
        return new Page(
                page.events(),
                page.next().map(ReadOptions::from).filter(next -> next <= to).map(this::from));
    }

    private PageReader from(long next) {
        return new StreamPages(store, stream, next, to);
    }
}
