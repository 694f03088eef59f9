package com.stateset.sequencer.sync.agent.delivery;

import com.stateset.sequencer.sync.BatchLimits;

/**
 * Looks for the unit for which a server refuses a whole batch: halves the batch until that unit is alone. With n units that takes about
 * log2(n) refusals, and every half that is answered is done with. It remembers only how much of
 * the queue's beginning is under suspicion, so that nothing is lost with it. Not thread-safe.
 */
public final class BatchBisector {

    /** The culprit is among that many units at the queue's beginning; 0 if nothing is suspected. */
    private int suspects;

    public BatchLimits narrow(BatchLimits full) {
        return suspects == 0 ? full : full.units(Math.min(full.units(), Math.max(1, suspects / 2)));
    }

    /** A batch of several units was refused as a whole. */
    public void refused(int units) {
        suspects = units;
    }

    /** A batch was answered, so that the culprit is behind it; or it was the culprit itself. */
    public void settled(int units) {
        suspects = Math.max(0, suspects - units);
    }

    /** A culprit was alone; whether the next unit is one, too, is to be seen first. */
    public void foundOneOfSeveral() {
        suspects = 1;
    }

    /** The culprit was alone. */
    public void found() {
        suspects = 0;
    }
}
