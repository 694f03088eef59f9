package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.encryption.Decryption;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.Optional;

/**
 * An event that no Java type is known for.
 *
 * @param event the event
 * @param payload its payload; empty if it is encrypted or erased
 * @param unreadable why a payload that is encrypted end to end cannot be read here; empty for any other
 */
public record RawEvent(SequencedEvent event, Optional<JsonNode> payload, Optional<Decryption.Reason> unreadable) {

    public RawEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(unreadable, "unreadable");
    }
}
