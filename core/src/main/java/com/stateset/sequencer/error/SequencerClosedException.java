package com.stateset.sequencer.error;

/** The sequencer has been closed and takes nothing more. Nothing of the call was stored. */
public final class SequencerClosedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public SequencerClosedException() {
        super("the sequencer is closed", null);
    }
}
