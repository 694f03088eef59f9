package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.sync.PushOutcome;
import java.util.List;

/** How many events were stored and rejected. */
record PushTally(long stored, long rejected) {

    static final PushTally NONE = new PushTally(0, 0);

    static PushTally of(List<PushOutcome> outcomes) {
        long stored =
                outcomes.stream().filter(PushOutcome.Stored.class::isInstance).count();
        return new PushTally(stored, outcomes.size() - stored);
    }

    PushTally plus(PushTally other) {
        return new PushTally(stored + other.stored, rejected + other.rejected);
    }

    long total() {
        return stored + rejected;
    }
}
