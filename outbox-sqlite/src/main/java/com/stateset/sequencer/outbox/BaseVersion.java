package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.Event;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The version that an event demands of its entity. No hash covers it, so that it can be set after the event
 * was signed: an event keeps its signature when what stood before it in its entity has changed.
 */
final class BaseVersion {

    private BaseVersion() {}

    /**
     * Returns the event with another base version.
     *
     * @param version the version to demand, or null for none
     * @return the same object if it demands that already
     */
    static Event set(Event event, @Nullable Long version) {
        return Objects.equals(event.baseVersion(), version)
                ? event
                : new Event(
                        event.stream(),
                        event.eventId(),
                        event.commandId(),
                        event.entity(),
                        event.eventType(),
                        event.createdAt(),
                        event.sourceAgent(),
                        version,
                        event.payload(),
                        event.payloadHashes(),
                        event.authorship(),
                        event.metadata(),
                        event.tags());
    }
}
