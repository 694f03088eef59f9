package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;

/**
 * A commitment to a range of a stream was published, durably.
 *
 * @param stream the stream
 * @param sequenceStart the first event of the range
 * @param sequenceEnd the last event of the range
 * @param duration how long it took to build and publish
 */
public record StreamCommitted(StreamId stream, long sequenceStart, long sequenceEnd, Duration duration) {

    /** How many events the commitment covers. */
    public long events() {
        return sequenceEnd - sequenceStart + 1;
    }
}
