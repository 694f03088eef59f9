package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.sync.PushOutcome;
import java.util.List;

/**
 * How many events were stored, rejected, and held back behind a rejected one without a verdict of their own.
 */
record PushTally(long stored, long rejected, long heldBack) {

    static final PushTally NONE = new PushTally(0, 0);

    PushTally(long stored, long rejected) {
        this(stored, rejected, 0);
    }

    static PushTally of(List<PushOutcome> outcomes) {
        long stored = 0;
        long heldBack = 0;
        for (PushOutcome outcome : outcomes) {
            stored += outcome instanceof PushOutcome.Stored ? 1 : 0;
            heldBack += outcome instanceof PushOutcome.Rejected rejected && rejected.isHeldBack() ? 1 : 0;
        }
        return new PushTally(stored, outcomes.size() - stored - heldBack, heldBack);
    }

    PushTally plus(PushTally other) {
        return new PushTally(stored + other.stored, rejected + other.rejected, heldBack + other.heldBack);
    }

    long total() {
        return stored + rejected + heldBack;
    }
}
