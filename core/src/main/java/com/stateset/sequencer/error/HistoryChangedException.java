package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;

/**
 * A stream's history is not the one that a projection's state was made from: the log was restored from a backup, perhaps, or
 * altered. Going on would mix two histories.
 */
public final class HistoryChangedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public HistoryChangedException(StreamId stream, String what) {
        super(
                "the history of stream " + stream + " is not the one that the projection was built from: " + what
                        + "; rebuild the projection, or reset it",
                null);
    }
}
