package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;

/**
 * An event and what it says as a Java value.
 *
 * @param event the event as it stands in the log
 * @param value its payload, upcast
 */
public record TypedEvent<T>(SequencedEvent event, T value) {

    public TypedEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(value, "value");
    }
}
