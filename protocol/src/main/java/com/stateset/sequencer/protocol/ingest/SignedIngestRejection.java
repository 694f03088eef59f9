package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.event.Outcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a signed event was not stored.
 *
 * @param eventId the event
 * @param reason a fixed word, in some cases followed by {@code ": "} and details
 * @param detail one sentence for a person; other servers may leave it out
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
public record SignedIngestRejection(
        UUID eventId, String reason, @Nullable String detail) {

    static SignedIngestRejection of(Outcome.Rejected rejected) {
        return new SignedIngestRejection(
                rejected.eventId(),
                rejected.rejection().reason(),
                rejected.rejection().message());
    }

    /** Returns one sentence for a person, if need be the reason. */
    public String message() {
        return detail != null ? detail : reason;
    }
}
