package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided on the events that match a query, and is durable.
 *
 * @param events what happened by the decision, in order; empty for nothing
 * @param state the state with these events
 * @param after the sequence number up to which events were looked at
 * @param receipt where the events stand; empty if there are none, or if they have been erased since
 */
public record QueryDecision<E, S>(List<TaggedEvent<E>> events, S state, long after, Optional<IngestReceipt> receipt) {

    public QueryDecision {
        events = List.copyOf(events);
        Objects.requireNonNull(receipt, "receipt");
    }
}
