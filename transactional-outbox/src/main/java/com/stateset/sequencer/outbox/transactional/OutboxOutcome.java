package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.UUID;

/** What became of an event that was appended in a transaction. */
public sealed interface OutboxOutcome {

    /** The event this is about. */
    UUID eventId();

    /**
     * It stands in the log.
     *
     * @param event as it is read from there; {@link com.stateset.sequencer.SequencerIdentity#receipt} makes its signed receipt
     */
    record Sequenced(SequencedEvent event) implements OutboxOutcome {

        public Sequenced {
            Objects.requireNonNull(event, "event");
        }

        @Override
        public UUID eventId() {
            return event.event().eventId();
        }
    }

    /** It was not accepted, and waits to be settled. */
    record Rejected(RejectedRow row) implements OutboxOutcome {

        public Rejected {
            Objects.requireNonNull(row, "row");
        }

        @Override
        public UUID eventId() {
            return row.eventId();
        }
    }

    /** It waits behind an event of its entity, or of its command's entities, that was rejected. */
    record Blocked(NewEvent event) implements OutboxOutcome {

        public Blocked {
            Objects.requireNonNull(event, "event");
        }

        @Override
        public UUID eventId() {
            return event.eventId();
        }
    }

    /** It was rejected, and then given up. */
    record Discarded(UUID eventId) implements OutboxOutcome {

        public Discarded {
            Objects.requireNonNull(eventId, "eventId");
        }
    }
}
