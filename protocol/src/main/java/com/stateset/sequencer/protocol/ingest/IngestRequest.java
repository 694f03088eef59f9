package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /events/ingest}.
 *
 * @param agentId who sends the events
 * @param events events without signatures, of one stream
 * @param appendCondition refused: a {@link ConditionalIngestRequest} has one, on a path of its own
 */
public record IngestRequest(
        UUID agentId,
        List<UnsignedEnvelope> events,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJson appendCondition) {

    /** Copies the list. */
    public IngestRequest {
        events = List.copyOf(events);
        requireNone("append_condition", appendCondition);
        appendCondition = null;
    }

    /** A request without a condition. */
    public IngestRequest(UUID agentId, List<UnsignedEnvelope> events) {
        this(agentId, events, null);
    }

    /** Refuses a condition where it would not be looked at. */
    static void requireNone(String member, @Nullable RawJson condition) {
        if (condition != null && !condition.isNull()) {
            throw InvalidMessageException.ofMember(
                    member, "has no meaning here: send it to the path that ends in /conditional");
        }
    }
}
