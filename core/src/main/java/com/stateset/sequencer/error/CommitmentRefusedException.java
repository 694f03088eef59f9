package com.stateset.sequencer.error;

/** A range cannot be committed to: it is empty, leaves a gap, overlaps, or goes past the head. Nothing was changed. */
public final class CommitmentRefusedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    /** Reports why. */
    public CommitmentRefusedException(String message) {
        super(message, null);
    }
}
