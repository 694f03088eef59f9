package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;

/** Hears how far streams have come. Thread-safe, and quick: it must neither block its callers nor throw. */
@FunctionalInterface
public interface HeadListener {

    /**
     * Hears that a stream is readable up to a sequence number. Notices may come late, out of order, more than once, or not at
     * all.
     */
    void reached(StreamId stream, long head);
}
