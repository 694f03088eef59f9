package com.stateset.sequencer.protocol.ingest;

import java.util.List;
import java.util.UUID;

/**
 * The body of {@code POST /events/ingest/conditional}: all of the events are stored, or none.
 *
 * @param agentId who sends the events
 * @param appendCondition what must hold before
 * @param events events without signatures, of one stream
 */
public record ConditionalIngestRequest(UUID agentId, WireCondition appendCondition, List<UnsignedEnvelope> events) {

    /** Copies the list. */
    public ConditionalIngestRequest {
        events = List.copyOf(events);
    }
}
