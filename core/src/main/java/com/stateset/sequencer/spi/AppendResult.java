package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tlog.AppendedEntries;
import java.util.List;
import java.util.Objects;

/**
 * What became of a batch.
 *
 * @param outcomes one per candidate, in the order of the batch
 * @param stored the accepted events as reading them would give them, in their order; may be empty, and readers then read
 * @param tree the tree over the stream's leaves before and after the whole group: one object for all batches of the stream
 */
public record AppendResult(List<Outcome> outcomes, List<SequencedEvent> stored, AppendedEntries tree) {

    public AppendResult {
        outcomes = List.copyOf(outcomes);
        stored = List.copyOf(stored);
        Objects.requireNonNull(tree, "tree");
    }

    /** The stream's last sequence number after the group. */
    public long head() {
        return tree.size();
    }
}
