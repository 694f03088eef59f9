package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.proof.Receipt;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a server said about one event that was sent. */
public sealed interface PushOutcome {

    /** The event. */
    UUID eventId();

    /**
     * It stands in the log, now or before.
     *
     * @param sequenceNumber its place
     * @param receipt the sequencer's receipt; null if it gave none
     */
    record Stored(
            UUID eventId, long sequenceNumber, @Nullable Receipt receipt) implements PushOutcome {

        public Stored {
            Objects.requireNonNull(eventId, "eventId");
            if (sequenceNumber < 1) {
                throw new IllegalArgumentException("sequence number " + sequenceNumber + " is below 1");
            }
        }
    }

    /**
     * It was not stored.
     *
     * @param reason why, as it stands on the wire
     * @param message the same for a person
     */
    record Rejected(UUID eventId, String reason, String message) implements PushOutcome {

        public Rejected {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }

        /** Whether nothing is said against the event but that it stands on one that was rejected: it waits for that one. */
        public boolean isHeldBack() {
            return reason.startsWith(Rejection.PredecessorRejected.CODE);
        }
    }
}
