package com.stateset.sequencer.examples.server;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event of an ingest call, as its members come. Not thread-safe. */
final class EventEnvelope {

    private final EnvelopeReader json;

    private @Nullable UUID eventId;
    private @Nullable UUID commandId;
    private @Nullable UUID tenantId;
    private @Nullable UUID storeId;
    private @Nullable String entityType;
    private @Nullable String entityId;
    private @Nullable String eventType;
    private byte @Nullable [] payload;
    private @Nullable String payloadHash;
    private @Nullable Long baseVersion;
    private @Nullable String createdAt;
    private @Nullable UUID sourceAgent;

    private EventEnvelope(EnvelopeReader json) {
        this.json = json;
    }

    /** Reads the event the reader stands on. */
    static EventEnvelope read(EnvelopeReader json) {
        EventEnvelope event = new EventEnvelope(json);
        json.readObject(event::readMember);
        return event;
    }

    private void readMember(String name) {
        switch (name) {
            case "event_id" -> eventId = json.uuid();
            case "command_id" -> commandId = json.uuid();
            case "tenant_id" -> tenantId = json.uuid();
            case "store_id" -> storeId = json.uuid();
            case "entity_type" -> entityType = json.string();
            case "entity_id" -> entityId = json.string();
            case "event_type" -> eventType = json.string();
            case "payload" -> payload = json.asItStands();
            case "payload_hash" -> payloadHash = json.string();
            case "base_version" -> baseVersion = json.integer();
            case "created_at" -> createdAt = json.string();
            case "source_agent" -> sourceAgent = json.uuid();
            case "agent_signature_scheme" -> requireKnownScheme(json.integer());
            default -> json.skip();
        }
    }

    private void requireKnownScheme(@Nullable Long scheme) {
        if (scheme != null && scheme != 0) {
            throw json.problem("must be 0; no other signature scheme is known");
        }
    }

    /** The stream the event names. The reader must still stand on the event, as it must for {@link #toNewEvent}. */
    StreamId stream() {
        return new StreamId(json.require("tenant_id", tenantId), json.require("store_id", storeId));
    }

    NewEvent toNewEvent() {
        return NewEvent.builder()
                .eventId(json.require("event_id", eventId))
                .commandId(commandId)
                .entity(json.require("entity_type", entityType), json.require("entity_id", entityId))
                .eventType(json.require("event_type", eventType))
                .payload(json.require("payload", payload))
                .payloadHash(payloadHash)
                .baseVersion(baseVersion)
                .createdAt(json.require("created_at", createdAt))
                .sourceAgent(json.require("source_agent", sourceAgent))
                .build();
    }
}
