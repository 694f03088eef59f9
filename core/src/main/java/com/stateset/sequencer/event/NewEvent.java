package com.stateset.sequencer.event;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.id.TimeOrderedId;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.SentJson;
import com.stateset.sequencer.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as its author sends it: complete, but not yet checked. Whether its content is valid is found at ingestion, and
 * is that event's own {@link Outcome}: one bad event never spoils the others.
 *
 * <pre>{@code
 * NewEvent placed = NewEvent.builder()
 *         .entity("order", "o-1001")
 *         .eventType("order.placed")
 *         .payload("{\"total\":29.33}")
 *         .build();
 * }</pre>
 *
 * <p>Sending the same event again is always safe as long as it is the <em>same</em>: keep the built value, or set the
 * event id and {@code created_at} from data of your own. Immutable.
 */
public final class NewEvent {

    /** The source agent of events that name none. */
    public static final UUID ANONYMOUS_AGENT = new UUID(0, 0);

    /** What stands for the payload of an event that is encrypted end to end: the JSON text {@code null}. */
    private static final SentJson NONE = SentJson.ofOwned("null".getBytes(StandardCharsets.US_ASCII));

    private final UUID eventId;
    private final @Nullable UUID commandId;
    private final String entityType;
    private final String entityId;
    private final String eventType;
    private final SentJson payload;
    private final @Nullable EncryptedPayload encryptedPayload;
    private final @Nullable String payloadHash;
    private final @Nullable Long baseVersion;
    private final String createdAt;
    private final UUID sourceAgent;
    private final @Nullable SignatureClaim signature;
    private final Map<String, String> metadata;
    private final Set<String> tags;

    private NewEvent(Builder builder) {
        this.eventId = builder.eventId != null ? builder.eventId : TimeOrderedId.next();
        this.commandId = builder.commandId;
        this.entityType = required("entityType", builder.entityType);
        this.entityId = required("entityId", builder.entityId);
        this.eventType = required("eventType", builder.eventType);
        this.encryptedPayload = builder.encryptedPayload;
        SentJson sent =
                required("payload", encryptedPayload != null && builder.payload == null ? NONE : builder.payload);
        this.payload = builder.salted ? PayloadSalt.add(sent) : sent;
        this.payloadHash = builder.payloadHash;
        this.baseVersion = builder.baseVersion;
        this.createdAt =
                builder.createdAt != null ? builder.createdAt : CreatedAt.now().text();
        this.sourceAgent = builder.sourceAgent;
        this.signature = builder.signature;
        this.metadata = builder.metadata;
        this.tags = builder.tags;
    }

    /** Starts an event. */
    public static Builder builder() {
        return new Builder();
    }

    /** Names the event; unique in its stream. */
    public UUID eventId() {
        return eventId;
    }

    /** Names the intent that this event and its neighbours of the same command come from. */
    public @Nullable UUID commandId() {
        return commandId;
    }

    /** The type of the entity that the event is about, as sent. */
    public String entityType() {
        return entityType;
    }

    /** The id of the entity that the event is about, as sent. */
    public String entityId() {
        return entityId;
    }

    /** What happened, as sent. */
    public String eventType() {
        return eventType;
    }

    /** Returns a copy of the payload's JSON text, as sent, in UTF-8. */
    public byte[] payload() {
        return payload.toByteArray();
    }

    /**
     * Returns the payload in its canonical form. Tokenises the text anew at each call, unless its form was found when it was read.
     *
     * @throws com.stateset.sequencer.json.InvalidJsonException if the payload is not JSON that the log accepts
     */
    public CanonicalJson canonicalPayload() {
        return payload.toCanonical();
    }

    /** Whether there is no payload but {@code null}, which every event encrypted end to end has. */
    public boolean isPayloadNull() {
        return payload.equals(NONE);
    }

    /** The payload encrypted end to end, as sent; null if the event has none. */
    public @Nullable EncryptedPayload encryptedPayload() {
        return encryptedPayload;
    }

    /** The payload's length as sent, in bytes. */
    public int payloadLength() {
        return payload.length();
    }

    /** The payload's hash in hex, if the author sent one to have it checked. */
    public @Nullable String payloadHash() {
        return payloadHash;
    }

    /** The version the entity must have for the event to be accepted, if the author demands one. */
    public @Nullable Long baseVersion() {
        return baseVersion;
    }

    /** The author's date-time, as sent. */
    public String createdAt() {
        return createdAt;
    }

    /** Who sends the event. */
    public UUID sourceAgent() {
        return sourceAgent;
    }

    /** The signature and what it covers, as sent; null for an unsigned event. */
    public @Nullable SignatureClaim signature() {
        return signature;
    }

    /** What is to be kept beside the event, not hashed and not signed; see {@link EventMetadata}. Unmodifiable. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** What the event is to be found by, beside its entity, not hashed and not signed; see {@link Tags}. Unmodifiable. */
    public Set<String> tags() {
        return tags;
    }

    /** Returns a builder that holds all of this event, to make a variation of it. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.eventId = eventId;
        builder.commandId = commandId;
        builder.entityType = entityType;
        builder.entityId = entityId;
        builder.eventType = eventType;
        builder.payload = payload;
        builder.encryptedPayload = encryptedPayload;
        builder.payloadHash = payloadHash;
        builder.baseVersion = baseVersion;
        builder.createdAt = createdAt;
        builder.sourceAgent = sourceAgent;
        builder.signature = signature;
        builder.metadata = metadata;
        builder.tags = tags;
        return builder;
    }

    @Override
    public String toString() {
        return eventType + " " + eventId + " of " + entityType + "/" + entityId;
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("an event needs " + field);
        }
        return value;
    }

    /** Collects the parts of an event. Not thread-safe. */
    public static final class Builder {

        private @Nullable UUID eventId;
        private @Nullable UUID commandId;
        private @Nullable String entityType;
        private @Nullable String entityId;
        private @Nullable String eventType;
        private @Nullable SentJson payload;
        private @Nullable EncryptedPayload encryptedPayload;
        private boolean salted;
        private @Nullable String payloadHash;
        private @Nullable Long baseVersion;
        private @Nullable String createdAt;
        private UUID sourceAgent = ANONYMOUS_AGENT;
        private @Nullable SignatureClaim signature;
        /** Both are replaced, never changed: most events have none. */
        private Map<String, String> metadata = Map.of();

        private Set<String> tags = Set.of();

        private Builder() {}

        /**
         * Sets the event's id. Defaults to a UUID of version 7 (RFC 9562), which begins with the time: a store takes it in faster, the larger
         * the stream is, than one that is all chance.
         */
        public Builder eventId(UUID value) {
            this.eventId = Objects.requireNonNull(value, "eventId");
            return this;
        }

        /** Sets the command that the event belongs to. Defaults to none. */
        public Builder commandId(@Nullable UUID value) {
            this.commandId = value;
            return this;
        }

        /** Sets what the event is about: a type of 1 to 128 and an id of 1 to 512 code points. Required. */
        public Builder entity(String type, String id) {
            this.entityType = Objects.requireNonNull(type, "entityType");
            this.entityId = Objects.requireNonNull(id, "entityId");
            return this;
        }

        /** Sets what happened, in 1 to 256 code points. Required. */
        public Builder eventType(String value) {
            this.eventType = Objects.requireNonNull(value, "eventType");
            return this;
        }

        /**
         * Sets the payload from JSON text. Required.
         *
         * @throws IllegalArgumentException if the text has a lone surrogate, which no encoding could carry
         */
        public Builder payload(String json) {
            if (Text.hasLoneSurrogate(json)) {
                throw new IllegalArgumentException("the payload's text has a lone surrogate");
            }
            this.payload = SentJson.ofOwned(json.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** Sets the payload from JSON text in UTF-8, which is copied. Required. */
        public Builder payload(byte[] utf8) {
            this.payload = SentJson.ofOwned(utf8.clone());
            return this;
        }

        /** Sets the payload as it was sent, without copying it. Required. */
        public Builder payload(SentJson sent) {
            this.payload = Objects.requireNonNull(sent, "payload");
            return this;
        }

        /** Sets the payload encrypted end to end, as it was sent, in the place of a payload, which is dropped. Required if there is none. */
        public Builder encryptedPayload(EncryptedPayload value) {
            this.encryptedPayload = Objects.requireNonNull(value, "encryptedPayload");
            this.payload = null;
            return this;
        }

        /**
         * Adds 128 random bits to the payload, which must be an object, as a member {@code _salt}. Without it, one who has the hash of a
         * payload of few possible values, such as an amount or an address, finds the payload by trying them all, also after it was
         * erased. Each call of {@link #build} draws its own: to send the event again, keep it. Defaults to none.
         */
        public Builder salted() {
            this.salted = true;
            return this;
        }

        /** Sets the payload's hash in hex, to have it checked at ingestion. Defaults to none. */
        public Builder payloadHash(@Nullable String hex) {
            this.payloadHash = hex;
            return this;
        }

        /** Demands that the entity is at this version, the count of its events so far. Defaults to no demand. */
        public Builder baseVersion(@Nullable Long value) {
            this.baseVersion = value;
            return this;
        }

        /** Sets the author's date-time: RFC 3339 text, kept verbatim. Defaults to now, in UTC with microseconds. */
        public Builder createdAt(String rfc3339) {
            this.createdAt = Objects.requireNonNull(rfc3339, "createdAt");
            return this;
        }

        /** Sets who sends the event. Defaults to {@link #ANONYMOUS_AGENT}. */
        public Builder sourceAgent(UUID value) {
            this.sourceAgent = Objects.requireNonNull(value, "sourceAgent");
            return this;
        }

        /**
         * Sets a signature made elsewhere, as it was sent. Defaults to none; an agent that has its key at hand signs with
         * {@link com.stateset.sequencer.crypto.AgentSigner}.
         */
        public Builder signature(@Nullable SignatureClaim value) {
            this.signature = value;
            return this;
        }

        /**
         * Adds what is to be kept beside the event, such as headers of the call: at most 4 KiB as JSON, readable by all who read the
         * event, and covered by no hash and no signature (see {@link EventMetadata}). Defaults to none.
         */
        public Builder metadata(Map<String, String> entries) {
            if (entries.isEmpty()) {
                return this;
            }
            Map<String, String> together = new HashMap<>(metadata);
            together.putAll(entries);
            metadata = Map.copyOf(together);
            return this;
        }

        /** Adds to the metadata what the event belongs to together with others, in 1 to 256 code points. */
        public Builder correlationId(String value) {
            return metadata(Map.of(EventMetadata.CORRELATION_ID, value));
        }

        /** Adds to the metadata what has caused the event: the id of another event, or of a message. */
        public Builder causationId(String value) {
            return metadata(Map.of(EventMetadata.CAUSATION_ID, value));
        }

        /** Adds to the metadata the trace that the event is written in: the {@code traceparent} of W3C Trace Context. */
        public Builder traceParent(String value) {
            return metadata(Map.of(EventMetadata.TRACE_PARENT, value));
        }

        /**
         * Adds tags: what the event is found by in decisions that concern more than its entity, {@code course:c1}. At most {@link
         * Tags#MAX_TAGS} in all, covered by no hash and no signature (see {@link Tags}). Defaults to none.
         */
        public Builder tags(Collection<String> values) {
            if (values.isEmpty()) {
                return this;
            }
            Set<String> together = new HashSet<>(tags);
            together.addAll(values);
            tags = Set.copyOf(together);
            return this;
        }

        /** Adds a tag, likewise. */
        public Builder tag(String value) {
            return tags(List.of(value));
        }

        /**
         * Returns the event.
         *
         * @throws IllegalStateException if a required part is missing
         * @throws IllegalArgumentException if it is to be salted, and its payload is no object, or has a member {@code _salt}
         */
        public NewEvent build() {
            return new NewEvent(this);
        }
    }
}
