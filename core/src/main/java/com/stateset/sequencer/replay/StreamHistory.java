package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.Optional;

/** All events of a stream. */
record StreamHistory(EventStore store, StreamId stream) implements FoldedHistory {

    @Override
    public Optional<EntityRef> entity() {
        return Optional.empty();
    }

    @Override
    public long position(SequencedEvent event) {
        return event.sequenceNumber();
    }

    @Override
    public PageReader pages(long from, long to) {
        return new StreamPages(store, stream, from, to);
    }
}
