package com.stateset.sequencer.server;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/**
 * Events that are read a page at a time until there are as many as were asked for: a store cuts a page short when the events
 * are large, and clients take an answer that is short for the end. Not thread-safe.
 */
interface EventPages {

    /** The page that was read last. */
    List<SequencedEvent> events();

    /** Reads the next page, in place of the last; false if that was all. */
    boolean advance();
}
