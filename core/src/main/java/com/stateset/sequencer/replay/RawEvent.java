package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that no Java type is known for.
 *
 * @param event the event
 * @param payload its payload; empty if it is encrypted or erased
 */
public record RawEvent(SequencedEvent event, Optional<JsonNode> payload) {

    public RawEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(payload, "payload");
    }
}
