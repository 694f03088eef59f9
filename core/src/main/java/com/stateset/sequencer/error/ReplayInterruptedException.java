package com.stateset.sequencer.error;

import org.jspecify.annotations.Nullable;

/** The thread was interrupted while it replayed history. Its interrupt status is set. Nothing was changed. */
public final class ReplayInterruptedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    public ReplayInterruptedException(@Nullable Throwable cause) {
        super("the thread was interrupted during a replay", cause);
    }
}
