package com.stateset.sequencer.server;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event of an ingest call, as its members come: those that events of every form have. Not thread-safe. */
abstract class EventEnvelope {

    private final EnvelopeReader json;

    private @Nullable UUID eventId;
    private @Nullable UUID commandId;
    private @Nullable UUID tenantId;
    private @Nullable UUID storeId;
    private @Nullable String entityType;
    private @Nullable String entityId;
    private @Nullable String eventType;
    private byte @Nullable [] payload;
    private @Nullable Long baseVersion;
    private @Nullable String createdAt;

    EventEnvelope(EnvelopeReader json) {
        this.json = json;
    }

    /** Reads the event the reader stands on; it must still stand there for what is asked afterwards. */
    final void read() {
        json.readObject(this::readMember);
    }

    /** The stream the event names. */
    final StreamId stream() {
        return new StreamId(json.require("tenant_id", tenantId), json.require("store_id", storeId));
    }

    final NewEvent toNewEvent() {
        NewEvent.Builder event = NewEvent.builder()
                .eventId(json.require("event_id", eventId))
                .commandId(commandId)
                .entity(json.require("entity_type", entityType), json.require("entity_id", entityId))
                .eventType(json.require("event_type", eventType))
                .payload(json.require("payload", payload != null ? payload : payloadIfNone()))
                .baseVersion(baseVersion)
                .createdAt(json.require("created_at", createdAt));
        complete(event);
        return event.build();
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
            case "base_version" -> baseVersion = json.integer();
            case "created_at" -> createdAt = json.string();
            case "agent_signature_scheme" -> requireKnownScheme(json.integer());
            default -> readOwnMember(name);
        }
    }

    private void requireKnownScheme(@Nullable Long scheme) {
        if (scheme != null && scheme != 0) {
            throw json.problem("must be 0; no other signature scheme is known");
        }
    }

    /** Reads a member that is special to this form of event, or reads past it. */
    abstract void readOwnMember(String name);

    /** The payload of an event that was sent without one, if it can do without. */
    abstract byte @Nullable [] payloadIfNone();

    /** Adds what is special to this form of event. */
    abstract void complete(NewEvent.Builder event);
}
