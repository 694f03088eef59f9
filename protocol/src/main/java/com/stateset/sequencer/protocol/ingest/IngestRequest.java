package com.stateset.sequencer.protocol.ingest;

import java.util.List;
import java.util.UUID;

/**
 * The body of {@code POST /events/ingest}.
 *
 * @param agentId who sends the events
 * @param events events without signatures, of one stream
 */
public record IngestRequest(UUID agentId, List<UnsignedEnvelope> events) {

    /** Copies the list. */
    public IngestRequest {
        events = List.copyOf(events);
    }
}
