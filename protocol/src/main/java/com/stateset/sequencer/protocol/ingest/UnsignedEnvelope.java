package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event without a signature, in {@code POST /events/ingest}.
 *
 * @param eventId the event's id
 * @param commandId the intent it belongs to, if any
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param entityType what kind of thing it is about
 * @param entityId which one
 * @param eventType what happened
 * @param payload any JSON value, as it is sent
 * @param payloadHash the payload's hash in hex, if the author wants it checked
 * @param baseVersion the version of the entity that the author acted on, if that matters
 * @param createdAt the author's claim, as text
 * @param sourceAgent the author
 * @param metadata what is to be kept beside the event; no hash covers it
 * @param tags what the event is to be found by, beside its entity; no hash covers them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnsignedEnvelope(
        UUID eventId,
        @Nullable UUID commandId,
        UUID tenantId,
        UUID storeId,
        String entityType,
        String entityId,
        String eventType,
        RawJson payload,
        @Nullable String payloadHash,
        @Nullable Long baseVersion,
        String createdAt,
        UUID sourceAgent,
        @Nullable Map<String, String> metadata,
        @Nullable Collection<String> tags)
        implements Envelope {

    /**
     * Returns the form of an event that is to be sent, its payload as it was given.
     *
     * @throws IllegalArgumentException if it is signed or encrypted: this form has no place for that
     */
    public static UnsignedEnvelope of(StreamId stream, NewEvent event) {
        if (event.signature() != null || event.encryptedPayload() != null) {
            throw new IllegalArgumentException("event " + event.eventId() + " is signed or encrypted");
        }
        return new UnsignedEnvelope(
                event.eventId(),
                event.commandId(),
                stream.tenantId(),
                stream.storeId(),
                event.entityType(),
                event.entityId(),
                event.eventType(),
                RawJson.of(event.payload()),
                event.payloadHash(),
                event.baseVersion(),
                event.createdAt(),
                event.sourceAgent(),
                entries(event.metadata()),
                orNull(event.tags()));
    }

    /**
     * Returns the form of an event that is to be sent.
     *
     * @throws IllegalArgumentException if its payload is not readable
     */
    public static UnsignedEnvelope of(Event event) {
        return new UnsignedEnvelope(
                event.eventId(),
                event.commandId(),
                event.stream().tenantId(),
                event.stream().storeId(),
                event.entity().type(),
                event.entity().id(),
                event.eventType(),
                readable(event),
                null,
                event.baseVersion(),
                event.createdAt().text(),
                event.sourceAgent(),
                entries(event.metadata().entries()),
                orNull(event.tags().values()));
    }

    static @Nullable Map<String, String> entries(Map<String, String> metadata) {
        return metadata.isEmpty() ? null : metadata;
    }

    static @Nullable Collection<String> orNull(Collection<String> tags) {
        return tags.isEmpty() ? null : tags;
    }

    static RawJson readable(Event event) {
        if (event.payload() instanceof Payload.Clear clear) {
            return RawJson.of(clear.json());
        }
        throw new IllegalArgumentException("event " + event.eventId() + " has no readable payload to send");
    }

    @Override
    public NewEvent toNewEvent() {
        return NewEvent.builder()
                .eventId(eventId)
                .commandId(commandId)
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload(payload.asSent())
                .payloadHash(payloadHash)
                .baseVersion(baseVersion)
                .createdAt(createdAt)
                .sourceAgent(sourceAgent)
                .metadata(metadata == null ? Map.of() : metadata)
                .tags(tags == null ? List.of() : tags)
                .build();
    }
}
