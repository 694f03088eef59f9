package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.Objects;

/**
 * One caller's batch for one stream.
 *
 * @param stream the stream of all its events
 * @param candidates the events, in the order sent; not empty
 * @param sequencerKeyVersion the version of the key that signs receipts from now on; 0 for none
 */
public record Append(StreamId stream, List<Candidate> candidates, int sequencerKeyVersion) {

    public Append {
        Objects.requireNonNull(stream, "stream");
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one event");
        }
    }
}
