package com.stateset.sequencer.event;

import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** What became of one event that was sent. */
public sealed interface Outcome {

    /** The event this is about. */
    UUID eventId();

    /** The event stands in the log, durably: put there by this call ({@link Accepted}) or before ({@link Duplicate}). */
    sealed interface Stored extends Outcome {

        /** Its place in the stream. */
        long sequenceNumber();

        /** When it took that place. */
        Instant sequencedAt();

        /** What its receipt binds to its place: the event's {@link VesHashes#signing signing hash}. */
        Hash signingHash();

        /** The version of the sequencer key that signs its receipt; 0 for none. */
        int sequencerKeyVersion();
    }

    /** The event was new and has been stored. */
    record Accepted(UUID eventId, long sequenceNumber, Instant sequencedAt, Hash signingHash, int sequencerKeyVersion)
            implements Stored {

        public Accepted {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(sequencedAt, "sequencedAt");
            Objects.requireNonNull(signingHash, "signingHash");
        }
    }

    /** The same event, with the same content, stood in the log already. */
    record Duplicate(UUID eventId, long sequenceNumber, Instant sequencedAt, Hash signingHash, int sequencerKeyVersion)
            implements Stored {

        public Duplicate {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(sequencedAt, "sequencedAt");
            Objects.requireNonNull(signingHash, "signingHash");
        }
    }

    /** The event was not stored. */
    record Rejected(UUID eventId, Rejection rejection) implements Outcome {

        public Rejected {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(rejection, "rejection");
        }
    }
}
