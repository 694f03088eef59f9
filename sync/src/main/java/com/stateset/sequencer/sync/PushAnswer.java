package com.stateset.sequencer.sync;

import java.util.List;

/**
 * What a server said about a batch.
 *
 * @param outcomes one per event, in the order sent
 * @param headSequence the stream's last sequence number after it
 */
public record PushAnswer(List<PushOutcome> outcomes, long headSequence) {

    public PushAnswer {
        outcomes = List.copyOf(outcomes);
    }
}
