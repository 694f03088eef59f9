package com.stateset.sequencer.error;

/**
 * The stored log of the streams' heads is not the one that the sequencer has signed: the database was altered, or restored from a
 * backup. The sequencer signs no second one, so no heads are entered and witnesses get nothing new. Appends and reading go on.
 */
public final class HeadsLogStoppedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final String difference;

    /** Reports what differs, as half a sentence about the log. */
    public HeadsLogStoppedException(String difference) {
        super("the heads log is not the one that was signed before: " + difference + "; nothing more is entered", null);
        this.difference = difference;
    }

    /** What differs, as half a sentence about the log. */
    public String difference() {
        return difference;
    }
}
