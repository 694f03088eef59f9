package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import java.util.Objects;

/**
 * How far a stream has come.
 *
 * @param stream which stream
 * @param head its last sequence number
 */
public record StreamHead(StreamId stream, long head) {

    public StreamHead {
        Objects.requireNonNull(stream, "stream");
        if (head < 0) {
            throw new IllegalArgumentException("head " + head + " is negative");
        }
    }
}
