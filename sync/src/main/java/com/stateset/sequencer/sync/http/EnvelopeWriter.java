package com.stateset.sequencer.sync.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;

/** Writes batches as a server reads them (PROTOCOL section 5). The same batch is always the same bytes. */
final class EnvelopeWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private EnvelopeWriter() {}

    static byte[] signedBatch(UUID agentId, List<Event> events) {
        return batch("agentId", agentId, events);
    }

    static byte[] unsignedBatch(UUID agentId, List<Event> events) {
        return batch("agent_id", agentId, events);
    }

    private static byte[] batch(String agentMember, UUID agentId, List<Event> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * events.size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField(agentMember, agentId.toString());
            json.writeArrayFieldStart("events");
            for (Event event : events) {
                write(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_id", event.eventId().toString());
        if (event.commandId() != null) {
            json.writeStringField("command_id", event.commandId().toString());
        }
        writeStream(json, event.stream());
        json.writeStringField("entity_type", event.entity().type());
        json.writeStringField("entity_id", event.entity().id());
        json.writeStringField("event_type", event.eventType());
        if (event.baseVersion() != null) {
            json.writeNumberField("base_version", event.baseVersion());
        }
        json.writeStringField("created_at", event.createdAt().text());
        if (event.authorship() instanceof Authorship.Signed signed) {
            writeSignature(json, event, signed);
        } else {
            json.writeStringField("source_agent", event.sourceAgent().toString());
        }
        json.writeFieldName("payload");
        json.writeRawValue(((Payload.Clear) event.payload()).json().toString());
        json.writeEndObject();
    }

    private static void writeStream(JsonGenerator json, StreamId stream) throws IOException {
        json.writeStringField("tenant_id", stream.tenantId().toString());
        json.writeStringField("store_id", stream.storeId().toString());
    }

    private static void writeSignature(JsonGenerator json, Event event, Authorship.Signed signed) throws IOException {
        json.writeNumberField("ves_version", signed.vesVersion());
        json.writeStringField("source_agent_id", event.sourceAgent().toString());
        json.writeNumberField("agent_key_id", signed.agentKeyId());
        json.writeNumberField("payload_kind", Event.PLAIN_PAYLOAD_KIND);
        json.writeStringField(
                "payload_plain_hash", "0x" + event.payloadHashes().plainHash().toHex());
        json.writeStringField(
                "payload_cipher_hash", "0x" + event.payloadHashes().cipherHash().toHex());
        json.writeStringField("agent_signature", "0x" + signed.signature().toHex());
    }
}
