package com.stateset.sequencer.event;

import java.util.Objects;
import java.util.UUID;

/** Why an event was not accepted (PROTOCOL section 5). */
public sealed interface Rejection {

    /** The reason as it stands on the wire: a fixed word, in some cases followed by {@code ": "} and details. */
    String reason();

    /** One sentence for a person. */
    String message();

    /** The fixed word with which the {@link #reason} begins: one of a dozen, whatever was sent. */
    default String code() {
        String reason = reason();
        int details = reason.indexOf(':');
        return details < 0 ? reason : reason.substring(0, details);
    }

    /** What lies behind this rejection, where it only passes on that of another event; otherwise this. */
    default Rejection root() {
        return this;
    }

    /**
     * Whether another writer has changed an entity since the author looked at it, or appended an event that a condition rules out: {@link
     * VersionConflict}, {@link EntityChanged} or {@link AppendConditionFailed} at the {@linkplain #root root}. To look again, and to decide anew, may help.
     *
     * <p>A condition that fails because it is {@linkplain AppendConditionFailed#tooWide too wide} is no conflict: whether an event matches
     * was not found out, and sent again, it is as wide as before.
     */
    default boolean isConflict() {
        return root() instanceof VersionConflict
                || root() instanceof EntityChanged
                || (root() instanceof AppendConditionFailed failed && !failed.tooWide());
    }

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

    /** The payload does not fit its type's schema, or there is none where one is required; {@code problem} names the path. */
    record SchemaViolation(String problem) implements Rejection {

        public SchemaViolation {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public String reason() {
            return "schema_violation: " + problem;
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

    /** The cipher hash is not that of a plaintext payload. */
    record InvalidCipherHash(String message) implements Rejection {

        public InvalidCipherHash {
            Objects.requireNonNull(message, "message");
        }

        @Override
        public String reason() {
            return "invalid_cipher_hash";
        }
    }

    /** The signature is not one, or not the named key's over this event. */
    record InvalidSignature(String message) implements Rejection {

        public InvalidSignature {
            Objects.requireNonNull(message, "message");
        }

        @Override
        public String reason() {
            return "invalid_signature";
        }
    }

    /** The agent has a registered key, so that its events need a signature. */
    record SignatureRequired() implements Rejection {

        @Override
        public String reason() {
            return "signature_required";
        }

        @Override
        public String message() {
            return "source_agent has a registered key, so its events must be signed";
        }
    }

    /** The key that signed is unknown, revoked, expired or not valid yet; {@code problem} says which. */
    record AgentKeyInvalid(String problem) implements Rejection {

        /** No such key is registered in the tenant. */
        public static AgentKeyInvalid unknown(UUID agentId, long keyId) {
            return new AgentKeyInvalid("key " + keyId + " of agent " + agentId + " is unknown");
        }

        public AgentKeyInvalid {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public String reason() {
            return "agent_key_invalid: " + problem;
        }

        @Override
        public String message() {
            return problem;
        }
    }

    /** The event's {@code ves_version} is not one that can be signed. */
    record UnsupportedVersion(String message) implements Rejection {

        public UnsupportedVersion {
            Objects.requireNonNull(message, "message");
        }

        @Override
        public String reason() {
            return "unsupported_version";
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

    /**
     * The batch is chained, and an earlier event of the same entity in it, {@code eventId}, was rejected: what was written on top of
     * that one is not accepted either.
     */
    record PredecessorRejected(UUID eventId) implements Rejection {

        /** Its {@link Rejection#code()}. */
        public static final String CODE = "predecessor_rejected";

        public PredecessorRejected {
            Objects.requireNonNull(eventId, "eventId");
        }

        @Override
        public String reason() {
            return CODE + ": " + eventId;
        }

        @Override
        public String message() {
            return "event " + eventId + ", an earlier one of the same entity in this batch, was rejected";
        }
    }

    /** An event of the same command, {@code eventId}, was rejected for {@code cause}, so this one is not accepted either. */
    record CommandRejected(UUID eventId, Rejection cause) implements Rejection {

        /** Its {@link Rejection#code()}. */
        public static final String CODE = "command_rejected";

        public CommandRejected {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String reason() {
            return CODE + ": " + eventId + " " + cause.reason();
        }

        @Override
        public String message() {
            return "event " + eventId + " of the same command was rejected: " + cause.message();
        }

        @Override
        public Rejection root() {
            return cause.root();
        }
    }

    /** Another event of the same all-or-nothing batch, {@code eventId}, was rejected for {@code cause}. */
    record BatchRejected(UUID eventId, Rejection cause) implements Rejection {

        public BatchRejected {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String reason() {
            return "batch_rejected: " + eventId + " " + cause.reason();
        }

        @Override
        public String message() {
            return "event " + eventId + " of the same batch was rejected: " + cause.message();
        }

        @Override
        public Rejection root() {
            return cause.root();
        }
    }

    /** An entity that the batch was decided on, whether or not it gets an event of it, is at another version by now. */
    record EntityChanged(EntityRef entity, long expected, long actual) implements Rejection {

        public EntityChanged {
            Objects.requireNonNull(entity, "entity");
        }

        @Override
        public String reason() {
            return "entity_changed: " + entity + " expected " + expected + ", actual " + actual;
        }

        @Override
        public String message() {
            return "the batch was decided on version " + expected + " of " + entity + ", which is at version " + actual;
        }
    }

    /**
     * The batch's {@link com.stateset.sequencer.dcb.AppendCondition} does not hold; {@code problem} says why.
     *
     * @param sequenceNumber the first event that it rules out; 0 if it fails for another reason
     * @param tooWide whether it was not found out if there is such an event, since that would take too long
     */
    record AppendConditionFailed(String problem, long sequenceNumber, boolean tooWide) implements Rejection {

        /** An event matches. */
        public static AppendConditionFailed matched(long sequenceNumber, long after) {
            return new AppendConditionFailed(
                    "event " + sequenceNumber + " matches the query, behind " + after, sequenceNumber, false);
        }

        /** What the author has looked at is not there. */
        public static AppendConditionFailed beyondHead(long after, long head) {
            return new AppendConditionFailed("after is " + after + " but the stream ends at " + head, 0, false);
        }

        /** To find out would take too long: all events are to be looked at. */
        public static AppendConditionFailed tooWide(long events, int most) {
            return new AppendConditionFailed(
                    "an item of the query names no tag, and there are " + events + " events behind after; at most "
                            + most + " are looked at",
                    0,
                    true);
        }

        /** To find out would take too long: all events with a tag are to be looked at. */
        public static AppendConditionFailed tooManyTagged(int most) {
            return new AppendConditionFailed(
                    "more than " + most + " events behind after have the first tag of an item of the query; at most "
                            + most + " are looked at",
                    0,
                    true);
        }

        public AppendConditionFailed {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public String reason() {
            return "append_condition_failed: " + problem;
        }

        @Override
        public String message() {
            return "the append condition does not hold: " + problem;
        }
    }
}
