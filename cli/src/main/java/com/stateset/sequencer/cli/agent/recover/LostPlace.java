package com.stateset.sequencer.cli.agent.recover;

import com.stateset.sequencer.sync.recovery.LostEvent;
import java.util.UUID;

/**
 * A lost event without its contents: of all of them, only this is kept in memory. Immutable.
 *
 * @param eventId its id
 * @param way in which way it can come back
 * @param author the agent that has written it
 * @param sequenceNumber its place in the history that ended
 */
record LostPlace(UUID eventId, LostEvent.Way way, UUID author, long sequenceNumber) {

    static LostPlace of(LostEvent lost) {
        return new LostPlace(lost.event().eventId(), lost.way(), lost.event().sourceAgent(), lost.sequenceNumber());
    }
}
