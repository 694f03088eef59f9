package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Event;
import java.util.Objects;
import java.util.UUID;

/**
 * An event of an outbox.
 *
 * @param position its number in this outbox: events are numbered in the order in which they came in
 * @param event the event as it is sent
 * @param state how far it has come
 */
public record LocalEvent(long position, Event event, LocalState state) {

    public LocalEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(state, "state");
    }

    /** Names the event. */
    public UUID eventId() {
        return event.eventId();
    }
}
