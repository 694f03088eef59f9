package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.json.TwoNames;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /ves/events/ingest}.
 *
 * @param agentId who sends the events; {@code agent_id} is understood as well
 * @param events signed events of one stream
 */
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
public record SignedIngestRequest(
        @JsonProperty("agentId") UUID agentId,
        @JsonProperty("events") List<SignedEnvelope> events) {

    /** Copies the list. */
    public SignedIngestRequest {
        events = List.copyOf(events);
    }

    @JsonCreator
    static SignedIngestRequest read(
            @JsonProperty("agentId") @Nullable UUID agentId,
            @JsonProperty("agent_id") @Nullable UUID agentIdToo,
            @JsonProperty("appendCondition") @Nullable RawJson condition,
            @JsonProperty("append_condition") @Nullable RawJson conditionToo,
            @JsonProperty("events") @Nullable List<SignedEnvelope> events) {
        IngestRequest.requireNone("appendCondition", condition);
        IngestRequest.requireNone("append_condition", conditionToo);
        UUID sender = TwoNames.required("agentId", agentId, "agent_id", agentIdToo);
        return new SignedIngestRequest(sender, TwoNames.required("events", events));
    }
}
