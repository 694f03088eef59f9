package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;

/**
 * An event could not be applied by a projection, or what follows could not be read.
 *
 * @param projection the projection's name
 * @param version the projection's version
 * @param stream the stream
 * @param sequenceNumber the event that failed; where reading failed, the last event before
 * @param consequence what becomes of it
 * @param error what was thrown, as one line
 */
public record ProjectionFailed(
        String projection, int version, StreamId stream, long sequenceNumber, Consequence consequence, String error) {

    /** What becomes of an event that failed. */
    public enum Consequence {
        /** It is tried again after a pause. */
        RETRIED,
        /** It was put aside, and the stream goes on behind it. */
        PARKED,
        /** The stream stands still for this projection until it is resumed. */
        STOPPED
    }
}
