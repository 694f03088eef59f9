package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided on an entity, and is durable.
 *
 * @param events what happened by the decision; empty for nothing
 * @param state the entity's state with these events
 * @param version the entity's version with these events
 * @param receipt where the events stand; empty if there are none, or if they have been erased since
 */
public record Decision<E, S>(List<E> events, S state, long version, Optional<IngestReceipt> receipt) {

    public Decision {
        events = List.copyOf(events);
        Objects.requireNonNull(receipt, "receipt");
    }
}
