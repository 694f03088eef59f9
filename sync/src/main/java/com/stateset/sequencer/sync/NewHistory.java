package com.stateset.sequencer.sync;

import java.util.Objects;

/**
 * The history that an outbox goes over to.
 *
 * @param held how far the replica reached when that was decided: if it is elsewhere by now, nothing is done
 * @param through the last event that is the same in both histories; 0 for none
 * @param sequencer who sequences from now on
 * @param pin the key that signs the history from now on; without a checkpoint
 * @param othersToo whether other agents' signed events are sent again, too, or only this agent's
 */
public record NewHistory(Cursor held, long through, SequencerPin sequencer, HistoryPin pin, boolean othersToo) {

    public NewHistory {
        Objects.requireNonNull(held, "held");
        Objects.requireNonNull(sequencer, "sequencer");
        Objects.requireNonNull(pin, "pin");
        if (through < 0 || through > held.sequenceNumber()) {
            throw new IllegalArgumentException("the replica ends before event " + through);
        }
    }
}
