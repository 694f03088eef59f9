package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that a build has put aside.
 *
 * @param buildId which build
 * @param stream which stream
 * @param sequenceNumber its place there
 * @param eventId which event
 * @param entity what it is about
 * @param attempts how often it has been tried; 0 if it waits behind another one of its entity
 * @param error what the projection threw last, or what it waits for
 * @param parkedAt when it was put aside
 * @param retryWanted whether it is to be tried again
 */
public record ParkedEvent(
        long buildId,
        StreamId stream,
        long sequenceNumber,
        UUID eventId,
        EntityRef entity,
        int attempts,
        String error,
        Instant parkedAt,
        boolean retryWanted) {

    /** Whether it waits behind another one of its entity. */
    public boolean isHeldBack() {
        return attempts == 0;
    }
}
