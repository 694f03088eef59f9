package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param outcomes one per candidate, in the order of the batch
 * @param head the stream's last sequence number after the group
 * @param stored the accepted events as reading them would give them, in their order; may be empty, and readers then read
 */
public record AppendResult(List<Outcome> outcomes, long head, List<SequencedEvent> stored) {

    public AppendResult {
        outcomes = List.copyOf(outcomes);
        stored = List.copyOf(stored);
    }

    /** What became of a batch, without its events. */
    public AppendResult(List<Outcome> outcomes, long head) {
        this(outcomes, head, List.of());
    }
}
