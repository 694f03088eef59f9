package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;

/** A batch is sealed with keys that an erasure may have destroyed since. Nothing of its group was stored; it has to be sealed anew. */
public final class StaleSealException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;

    /** Says of which stream erasures are not known yet. */
    public StaleSealException(StreamId stream) {
        super("an entity of stream " + stream + " was erased after a batch had been sealed", null);
        this.stream = stream;
    }

    /** The stream. */
    public StreamId stream() {
        return stream;
    }
}
