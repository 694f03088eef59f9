package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.Optional;

/** What is folded: a stream, where an event's position is its sequence number; or an entity, where it is its version. */
interface FoldedHistory {

    EventStore store();

    StreamId stream();

    /** The entity, if it is the history of one. */
    Optional<EntityRef> entity();

    /** An event's position in this history, from 1. */
    long position(SequencedEvent event);

    /** How many erasures there are in the stream by now: what was folded before another one may hold what was erased. */
    default long erasures() {
        return store().version(stream(), Erasure.LOG);
    }

    /** Reads the events at these positions, both included, as far as they exist. */
    PageReader pages(long from, long to);
}
