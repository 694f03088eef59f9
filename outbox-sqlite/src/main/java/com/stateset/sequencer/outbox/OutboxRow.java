package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox's events.
 *
 * <p>Immutable: what was read in one transaction, and is to be used in that one only.
 *
 * @param position its number
 * @param place where it stands in the order of sending
 * @param event the event
 * @param state its state
 * @param unanswered how many times it was sent without an answer
 * @param isOwn whether it came in here; otherwise another's, to be sent again
 * @param rejection the latest one, if it was ever rejected
 * @param replacedBy the event that took its place, if one did
 * @param sequenceNumber its place in the log, if it stands there
 * @param receipt its receipt, if there is one
 */
record OutboxRow(
        long position,
        long place,
        Event event,
        OutboxRowState state,
        int unanswered,
        boolean isOwn,
        LocalState.@Nullable Rejected rejection,
        @Nullable UUID replacedBy,
        @Nullable Long sequenceNumber,
        @Nullable Receipt receipt) {

    /** What the event is about: the order of sending is kept within it. */
    EntityRef entity() {
        return event.entity();
    }

    /** The command that it goes with, or not at all; null if it goes alone. */
    @Nullable
    UUID command() {
        return event.commandId();
    }

    /** Whether the server may have it without our knowing. */
    boolean isInFlight() {
        return state == OutboxRowState.PENDING && unanswered > 0;
    }

    /** Whether the server has ever seen it: then its id is not used for anything else. */
    boolean wasAnswered() {
        return rejection != null;
    }

    /** The event as the application sees it. */
    LocalEvent toLocalEvent() {
        return new LocalEvent(position, event, localState());
    }

    private LocalState localState() {
        return switch (state) {
            case PENDING -> new LocalState.Pending(unanswered);
            case BLOCKED -> new LocalState.Blocked();
            case REJECTED -> Objects.requireNonNull(rejection, "reason");
            case ACCEPTED, PULLED ->
                new LocalState.Accepted(Objects.requireNonNull(sequenceNumber, "sequence_number"), receipt);
            case DISCARDED -> new LocalState.Discarded();
            case REPLACED -> new LocalState.Replaced(Objects.requireNonNull(replacedBy, "replaced_by"));
        };
    }
}
