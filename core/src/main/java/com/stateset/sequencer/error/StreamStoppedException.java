package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;

/**
 * A stream's stored history is not the one that the sequencer has signed or seen: the database was altered, or restored from a
 * backup. The sequencer signs no second history, so it takes no events for the stream and signs nothing of it until an
 * administrator accepts the history that is there. Nothing was stored; reading goes on.
 */
public final class StreamStoppedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final String difference;

    /** Reports what differs, as half a sentence about the stream. */
    public StreamStoppedException(StreamId stream, String difference) {
        super(
                "the history of stream " + stream + " is not the one that was signed or seen before: " + difference
                        + "; it takes no events until an administrator accepts this history",
                null);
        this.stream = stream;
        this.difference = difference;
    }

    /** The stream that takes no events. */
    public StreamId stream() {
        return stream;
    }

    /** What differs, as half a sentence about the stream. */
    public String difference() {
        return difference;
    }
}
