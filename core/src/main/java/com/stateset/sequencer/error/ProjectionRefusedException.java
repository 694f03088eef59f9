package com.stateset.sequencer.error;

/** What is asked of a projection cannot be: there is no such one, or a table of its is another one's. Nothing was done. */
public final class ProjectionRefusedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public ProjectionRefusedException(String message) {
        super(message, null);
    }
}
