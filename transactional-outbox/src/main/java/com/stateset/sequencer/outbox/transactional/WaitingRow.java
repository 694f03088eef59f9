package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Rejection;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row whose event is not in the log yet, as far as the outbox knows.
 *
 * @param place its number: within an entity, the order of commits
 * @param reason of its latest rejection, on the wire; null if there was none
 * @param message the same for a person
 */
record WaitingRow(
        long place,
        NewEvent event,
        RowState state,
        @Nullable String reason,
        @Nullable String message,
        Instant appendedAt) {

    /** The reason of a rejection that is for good: another event has the id. */
    static final String TAKEN_ID = new Rejection.DuplicateEventId().reason();

    /**
     * Whether the log has said that another event has this one's id. Then the log holds that one for good, and never this one: what it
     * answers about the id is not about this row.
     */
    boolean isOfTakenId() {
        return state == RowState.REJECTED && TAKEN_ID.equals(reason);
    }

    UUID eventId() {
        return event.eventId();
    }

    EntityRef entity() {
        return new EntityRef(event.entityType(), event.entityId());
    }
}
