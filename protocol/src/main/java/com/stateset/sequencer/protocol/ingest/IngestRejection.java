package com.stateset.sequencer.protocol.ingest;

import com.stateset.sequencer.event.Outcome;
import java.util.UUID;

/**
 * Why an event without a signature was not stored.
 *
 * @param eventId the event
 * @param reason a fixed word, in some cases followed by {@code ": "} and details
 * @param message one sentence for a person
 */
public record IngestRejection(UUID eventId, String reason, String message) {

    static IngestRejection of(Outcome.Rejected rejected) {
        return new IngestRejection(
                rejected.eventId(),
                rejected.rejection().reason(),
                rejected.rejection().message());
    }
}
