package com.stateset.sequencer.sync;

import com.stateset.sequencer.proof.Receipt;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far an outbox's event has come. */
public sealed interface LocalState {

    /**
     * Waits for its turn, or for the outcome of having been sent.
     *
     * @param unanswered how many times it has been sent and no answer has come
     */
    record Pending(int unanswered) implements LocalState {

        /** Whether it has been sent and the answer is still out: the server may have it. */
        public boolean mayBeSent() {
            return unanswered > 0;
        }
    }

    /** Waits until an earlier, rejected event of its entity has been dealt with. */
    record Blocked() implements LocalState {}

    /**
     * Stands in the log.
     *
     * @param sequenceNumber its place
     * @param receipt the sequencer's receipt; null where no key signs
     */
    record Accepted(long sequenceNumber, @Nullable Receipt receipt) implements LocalState {}

    /**
     * Was not accepted, and is kept until it is retried, rebased or discarded.
     *
     * @param reason why, as it stands on the wire
     * @param message the same for a person
     */
    record Rejected(String reason, String message) implements LocalState {

        private static final String CONFLICT = "version_conflict";

        public Rejected {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }

        /** Whether the entity had moved on meanwhile, so that the event can be rebased. */
        public boolean isConflict() {
            return reason.startsWith(CONFLICT);
        }
    }

    /** Was given up before it was accepted. */
    record Discarded() implements LocalState {}

    /** Was rejected, and a new event took its place. */
    record Replaced(UUID by) implements LocalState {

        public Replaced {
            Objects.requireNonNull(by, "by");
        }
    }
}
