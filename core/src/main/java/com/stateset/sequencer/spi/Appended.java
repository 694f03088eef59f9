package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Outcome;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param outcomes one per candidate, in the order of the batch
 * @param head the stream's last sequence number after the group
 */
public record Appended(List<Outcome> outcomes, long head) {

    public Appended {
        outcomes = List.copyOf(outcomes);
    }
}
