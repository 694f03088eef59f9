package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;

/**
 * An event that was read is not the one that was sequenced: it, or one beside it, does not lead to the signed root of its stream. So
 * nothing is signed of it, no receipt and no proof; and if it is the last one of an entity, that entity takes no event, since its
 * version is not known. The stream itself goes on: its head is the one that was signed, and one damaged row does not keep others
 * from appending.
 */
public final class EventAlteredException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final String problem;

    /** Reports what is wrong, as a sentence that names the event, without its end. */
    public EventAlteredException(StreamId stream, String problem) {
        super("in stream " + stream + " " + problem + "; nothing is signed of it", null);
        this.stream = stream;
        this.problem = problem;
    }

    /** The stream of the event. */
    public StreamId stream() {
        return stream;
    }

    /** What is wrong, as a sentence that names the event, without its end. */
    public String problem() {
        return problem;
    }
}
