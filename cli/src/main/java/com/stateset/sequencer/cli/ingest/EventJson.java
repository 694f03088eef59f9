package com.stateset.sequencer.cli.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes events as the server reads them (PROTOCOL section 5), their payloads as they were written. */
final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private final StreamId stream;

    EventJson(StreamId stream) {
        this.stream = stream;
    }

    byte[] of(NewEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event_id", event.eventId().toString());
            if (event.commandId() != null) {
                json.writeStringField("command_id", event.commandId().toString());
            }
            json.writeStringField("tenant_id", stream.tenantId().toString());
            json.writeStringField("store_id", stream.storeId().toString());
            json.writeStringField("entity_type", event.entityType());
            json.writeStringField("entity_id", event.entityId());
            json.writeStringField("event_type", event.eventType());
            json.writeFieldName("payload");
            json.writeRawValue(new String(event.payload(), StandardCharsets.UTF_8));
            if (event.payloadHash() != null) {
                json.writeStringField("payload_hash", event.payloadHash());
            }
            if (event.baseVersion() != null) {
                json.writeNumberField("base_version", event.baseVersion());
            }
            json.writeStringField("created_at", event.createdAt());
            json.writeStringField("source_agent", event.sourceAgent().toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
