package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.protocol.json.TwoNames;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /ves/events/ingest/conditional}: all of the events are stored, or none.
 *
 * @param agentId who sends the events; {@code agent_id} is understood as well
 * @param appendCondition what must hold before; {@code append_condition} is understood as well
 * @param events signed events of one stream
 */
public record SignedConditionalIngestRequest(
        @JsonProperty("agentId") UUID agentId,
        @JsonProperty("appendCondition") WireCondition appendCondition,
        @JsonProperty("events") List<SignedEnvelope> events) {

    /** Copies the list. */
    public SignedConditionalIngestRequest {
        events = List.copyOf(events);
    }

    @JsonCreator
    static SignedConditionalIngestRequest read(
            @JsonProperty("agentId") @Nullable UUID agentId,
            @JsonProperty("agent_id") @Nullable UUID agentIdToo,
            @JsonProperty("appendCondition") @Nullable WireCondition condition,
            @JsonProperty("append_condition") @Nullable WireCondition conditionToo,
            @JsonProperty("events") @Nullable List<SignedEnvelope> events) {
        return new SignedConditionalIngestRequest(
                TwoNames.required("agentId", agentId, "agent_id", agentIdToo),
                TwoNames.required("appendCondition", condition, "append_condition", conditionToo),
                TwoNames.required("events", events));
    }
}
