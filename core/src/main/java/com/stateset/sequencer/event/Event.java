package com.stateset.sequencer.event;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.text.Text;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A valid event: everything its author said, before and apart from its place in the stream.
 *
 * @param stream the log it belongs to
 * @param eventId names the event; unique in the stream
 * @param commandId names the intent that the event came from, if any; not covered by any hash
 * @param entity what the event is about
 * @param eventType what happened; 1 to 256 Unicode code points, without U+0000
 * @param createdAt when, by the author's claim
 * @param sourceAgent who says so
 * @param baseVersion the entity's version the author acted on, if it must still be that one; not covered by any hash
 * @param payload what the log holds of the payload
 * @param payloadHashes the payload's hashes
 * @param authorship the agent's signature, or that there is none
 * @param metadata what is kept beside it; not covered by any hash. None where the payload is erased
 * @param tags what it is found by, beside its entity; not covered by any hash, and there to stay
 */
public record Event(
        StreamId stream,
        UUID eventId,
        @Nullable UUID commandId,
        EntityRef entity,
        String eventType,
        CreatedAt createdAt,
        UUID sourceAgent,
        @Nullable Long baseVersion,
        Payload payload,
        PayloadHashes payloadHashes,
        Authorship authorship,
        EventMetadata metadata,
        Tags tags) {

    /** The most code points of an event type. */
    public static final int MAX_TYPE_LENGTH = 256;

    public Event {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(eventId, "eventId");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(sourceAgent, "sourceAgent");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(payloadHashes, "payloadHashes");
        Objects.requireNonNull(authorship, "authorship");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(tags, "tags");
        requireForm(eventType, baseVersion);
        if (payload instanceof Payload.Content && payload instanceof Payload.EndToEnd != payloadHashes.isEncrypted()) {
            throw new IllegalArgumentException("the payload and its hashes are not of one kind");
        }
        metadata = payload instanceof Payload.Erased ? EventMetadata.NONE : metadata;
    }

    /** A new event, without metadata and tags. To vary one that is there, use {@link #with}, which keeps what it has. */
    public Event(
            StreamId stream,
            UUID eventId,
            @Nullable UUID commandId,
            EntityRef entity,
            String eventType,
            CreatedAt createdAt,
            UUID sourceAgent,
            @Nullable Long baseVersion,
            Payload payload,
            PayloadHashes payloadHashes,
            Authorship authorship) {
        this(
                stream,
                eventId,
                commandId,
                entity,
                eventType,
                createdAt,
                sourceAgent,
                baseVersion,
                payload,
                payloadHashes,
                authorship,
                EventMetadata.NONE,
                Tags.NONE);
    }

    /** Returns this event with another form of its payload; an erased one has no metadata either. */
    public Event withPayload(Payload other) {
        return with(other, payloadHashes, authorship);
    }

    /** Returns this event, encrypted or signed: with another payload, its hashes, and another authorship. */
    public Event with(Payload payload, PayloadHashes payloadHashes, Authorship authorship) {
        return with(baseVersion, payload, payloadHashes, authorship, metadata, tags);
    }

    /** Returns this event with other metadata. */
    public Event withMetadata(EventMetadata other) {
        return with(baseVersion, payload, payloadHashes, authorship, other, tags);
    }

    /** Returns this event with other tags. */
    public Event withTags(Tags other) {
        return with(baseVersion, payload, payloadHashes, authorship, metadata, other);
    }

    /** Returns this event with another base version, or none; signed as it is, since no hash covers it. */
    public Event withBaseVersion(@Nullable Long other) {
        return Objects.equals(baseVersion, other)
                ? this
                : with(other, payload, payloadHashes, authorship, metadata, tags);
    }

    private Event with(
            @Nullable Long newBaseVersion,
            Payload newPayload,
            PayloadHashes newHashes,
            Authorship newAuthorship,
            EventMetadata newMetadata,
            Tags newTags) {
        return new Event(
                stream,
                eventId,
                commandId,
                entity,
                eventType,
                createdAt,
                sourceAgent,
                newBaseVersion,
                newPayload,
                newHashes,
                newAuthorship,
                newMetadata,
                newTags);
    }

    /** How many bytes its payload, metadata and tags take; the rest of it is about as long in every event. */
    public int contentLength() {
        return payload.length() + metadata.sizeInBytes() + tags.sizeInBytes();
    }

    /**
     * Refuses an event type or base version that no event may have; for telling before the payload has been looked at.
     *
     * @throws IllegalArgumentException saying what is wrong with which field
     */
    public static void requireForm(String eventType, @Nullable Long baseVersion) {
        Text.require("event_type", eventType, MAX_TYPE_LENGTH);
        if (baseVersion != null && baseVersion < 0) {
            throw new IllegalArgumentException("base_version " + baseVersion + " is negative");
        }
    }
}
