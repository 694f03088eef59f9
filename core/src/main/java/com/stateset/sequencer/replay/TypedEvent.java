package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
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

    /** The stream that it is in: whose rows a projection writes. */
    public StreamId stream() {
        return event.event().stream();
    }

    /** What it happened to. */
    public EntityRef entity() {
        return event.event().entity();
    }
}
