package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event without a signature.
 *
 * @param eventId the event
 * @param status what became of it
 * @param sequenceNumber its place; null if, and only if, it was rejected
 * @param inclusion where it stands in the tree whose head is in the same answer; null if it was rejected, or that was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestResult(
        UUID eventId,
        Status status,
        @Nullable Long sequenceNumber,
        @Nullable WireInclusion inclusion) {

    /** The three things that can become of an event. */
    public enum Status {
        /** It was new and has been stored. */
        @JsonProperty("accepted")
        ACCEPTED,
        /** It stood in the log already. */
        @JsonProperty("duplicate")
        DUPLICATE,
        /** It was not stored; a rejection says why. */
        @JsonProperty("rejected")
        REJECTED
    }

    /** Checks that an event in the log has a place. */
    public IngestResult {
        if (status != Status.REJECTED && sequenceNumber == null) {
            throw InvalidMessageException.ofMember("sequence_number", "is missing");
        }
    }

    /** Returns the form of an outcome, with the proof that the event is in the tree, if that was asked for. */
    public static IngestResult of(Outcome outcome, @Nullable WireInclusion inclusion) {
        if (outcome instanceof Outcome.Stored stored) {
            Status status = stored instanceof Outcome.Accepted ? Status.ACCEPTED : Status.DUPLICATE;
            return new IngestResult(stored.eventId(), status, stored.sequenceNumber(), inclusion);
        }
        return new IngestResult(outcome.eventId(), Status.REJECTED, null, null);
    }
}
