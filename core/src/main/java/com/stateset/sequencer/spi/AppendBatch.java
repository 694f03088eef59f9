package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.Objects;

/**
 * One caller's batch for one stream.
 *
 * @param stream the stream of all its events
 * @param events the events, in the order sent; not empty
 * @param sequencerKeyVersion the version of the key that signs receipts from now on; 0 for none
 */
public record AppendBatch(StreamId stream, List<AdmittedEvent> events, int sequencerKeyVersion) {

    public AppendBatch {
        Objects.requireNonNull(stream, "stream");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one event");
        }
    }
}
