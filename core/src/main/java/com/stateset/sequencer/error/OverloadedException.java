package com.stateset.sequencer.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The queue stayed full for as long as a caller may wait. Nothing of the call was stored; try again later. */
public final class OverloadedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public OverloadedException(Duration waited) {
        super("the ingestion queue stayed full for " + TimeUnit.MILLISECONDS.convert(waited) + " ms", null);
    }
}
