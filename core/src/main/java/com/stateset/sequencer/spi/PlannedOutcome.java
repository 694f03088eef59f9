package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StreamState.StoredEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of an admitted event, before the moment of storing is known. */
sealed interface PlannedOutcome {

    Outcome outcome(UUID eventId, @Nullable Instant sequencedAt);

    /** Whether this would fall if the plan's events from a number on were taken back. */
    default boolean dependsOnEventsFrom(long sequenceNumber) {
        return false;
    }

    /** It is new. */
    record New(PlannedEvent event) implements PlannedOutcome {

        @Override
        public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
            return new Outcome.Accepted(
                    eventId,
                    event.sequenceNumber(),
                    Objects.requireNonNull(sequencedAt),
                    event.admitted().signingHash(),
                    event.sequencerKeyVersion());
        }

        @Override
        public boolean dependsOnEventsFrom(long sequenceNumber) {
            return event.sequenceNumber() >= sequenceNumber;
        }
    }

    /** It repeats an event of the same group. */
    record ReplayOfPlanned(PlannedEvent event) implements PlannedOutcome {

        @Override
        public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
            return new Outcome.Duplicate(
                    eventId,
                    event.sequenceNumber(),
                    Objects.requireNonNull(sequencedAt),
                    event.admitted().signingHash(),
                    event.sequencerKeyVersion());
        }

        @Override
        public boolean dependsOnEventsFrom(long sequenceNumber) {
            return event.sequenceNumber() >= sequenceNumber;
        }
    }

    /** It repeats an event of the log. */
    record ReplayOfStored(StoredEvent stored, Hash signingHash) implements PlannedOutcome {

        @Override
        public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
            return new Outcome.Duplicate(
                    eventId, stored.sequenceNumber(), stored.sequencedAt(), signingHash, stored.sequencerKeyVersion());
        }
    }

    /** It is rejected. */
    record Refused(Rejection rejection) implements PlannedOutcome {

        @Override
        public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
            return new Outcome.Rejected(eventId, rejection);
        }
    }
}
