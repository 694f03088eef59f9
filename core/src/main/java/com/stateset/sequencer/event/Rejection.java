package com.stateset.sequencer.event;

import java.util.Objects;
import java.util.UUID;

/** Why an event was not accepted (PROTOCOL section 5). */
public sealed interface Rejection {

    /** The reason as it stands on the wire: a fixed word, in some cases followed by {@code ": "} and details. */
    String reason();

    /** One sentence for a person. */
    String message();

    /** A field breaks a rule of form; {@code problem} is one sentence that names the field. */
    record SchemaValidation(String problem) implements Rejection {

        public SchemaValidation {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public String reason() {
            return "schema_validation: " + problem;
        }

        @Override
        public String message() {
            return problem;
        }
    }

    /** The payload hash that was sent is not one of this payload. */
    record InvalidPayloadHash(String message) implements Rejection {

        public InvalidPayloadHash {
            Objects.requireNonNull(message, "message");
        }

        @Override
        public String reason() {
            return "invalid_payload_hash";
        }
    }

    /** Another event of the stream, with other content, has this event id. */
    record DuplicateEventId() implements Rejection {

        @Override
        public String reason() {
            return "duplicate_event_id";
        }

        @Override
        public String message() {
            return "event_id already names an event with other content in this stream";
        }
    }

    /** The command was used up by an earlier batch. */
    record DuplicateCommandId() implements Rejection {

        @Override
        public String reason() {
            return "duplicate_command_id";
        }

        @Override
        public String message() {
            return "command_id was used up by an earlier batch";
        }
    }

    /** The entity is not at the version the author acted on. */
    record VersionConflict(long expected, long actual) implements Rejection {

        @Override
        public String reason() {
            return "version_conflict: expected " + expected + ", actual " + actual;
        }

        @Override
        public String message() {
            return "base_version is " + expected + " but the entity is at version " + actual;
        }
    }

    /** An event of the same command, {@code eventId}, was rejected for {@code cause}, so this one is not accepted either. */
    record CommandRejected(UUID eventId, Rejection cause) implements Rejection {

        public CommandRejected {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String reason() {
            return "command_rejected: " + eventId + " " + cause.reason();
        }

        @Override
        public String message() {
            return "event " + eventId + " of the same command was rejected: " + cause.message();
        }
    }
}
