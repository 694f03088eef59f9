package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes events as PROTOCOL section 5 gives them to readers. */
final class EventJson {

    private final @Nullable SequencerIdentity signer;

    private EventJson(@Nullable SequencerIdentity signer) {
        this.signer = signer;
    }

    /** With the receipts of {@code identity}, if they are asked for. */
    static EventJson of(SequencerIdentity identity, boolean receipts) {
        return new EventJson(receipts ? identity : null);
    }

    /** Writes pages as they are read, so that there is one of them in memory at a time, and then how many events they hold. */
    void writeAll(JsonGenerator json, EventPages pages) throws IOException {
        int count = 0;
        json.writeArrayFieldStart("events");
        do {
            for (SequencedEvent event : pages.events()) {
                write(json, event);
                count++;
            }
        } while (pages.advance());
        json.writeEndArray();
        json.writeNumberField("count", count);
    }

    void write(JsonGenerator json, SequencedEvent sequenced) throws IOException {
        json.writeStartObject();
        json.writeFieldName("envelope");
        writeEnvelope(json, sequenced);
        json.writeNumberField("sequence_number", sequenced.sequenceNumber());
        json.writeStringField("sequenced_at", Timestamp.text(sequenced.sequencedAt()));
        json.writeStringField("receipt_hash", receiptHash(sequenced).toHex());
        json.writeNumberField("receipt_signature_scheme", 0);
        json.writeFieldName("receipt_signature_bundle");
        writeSignature(json, sequenced);
        json.writeEndObject();
    }

    /** Null for an event of a time without a key, too. */
    private void writeSignature(JsonGenerator json, SequencedEvent sequenced) throws IOException {
        Receipt receipt = signer == null ? null : signer.receipt(sequenced);
        Ed25519Signature signature = receipt == null ? null : receipt.signature();
        if (signature == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("ed25519_signature", signature.toHex());
        json.writeNumberField("sequencer_key_version", sequenced.sequencerKeyVersion());
        json.writeEndObject();
    }

    /** The union of what signed and unsigned readers look for, for every event. */
    private static void writeEnvelope(JsonGenerator json, SequencedEvent sequenced) throws IOException {
        Event event = sequenced.event();
        json.writeStartObject();
        writeUuid(json, "event_id", event.eventId());
        writeUuid(json, "command_id", event.commandId());
        writeUuid(json, "tenant_id", event.stream().tenantId());
        writeUuid(json, "store_id", event.stream().storeId());
        json.writeStringField("entity_type", event.entity().type());
        json.writeStringField("entity_id", event.entity().id());
        json.writeStringField("event_type", event.eventType());
        json.writeNumberField("ves_version", event.authorship().vesVersion());
        json.writeNumberField("payload_kind", Event.PLAIN_PAYLOAD_KIND);
        json.writeFieldName("payload");
        writePayload(json, event.payload());
        json.writeStringField(
                "payload_hash", event.payloadHashes().payloadHash().toHex());
        json.writeStringField(
                "payload_plain_hash", "0x" + event.payloadHashes().plainHash().toHex());
        json.writeStringField(
                "payload_cipher_hash", "0x" + event.payloadHashes().cipherHash().toHex());
        json.writeNumberField("agent_key_id", event.authorship().agentKeyId());
        json.writeStringField(
                "agent_signature", "0x" + event.authorship().signature().toHex());
        writeUuid(json, "source_agent", event.sourceAgent());
        writeUuid(json, "source_agent_id", event.sourceAgent());
        writeNumber(json, "base_version", event.baseVersion());
        json.writeNumberField("entity_version", sequenced.entityVersion());
        json.writeStringField("created_at", event.createdAt().text());
        json.writeNumberField("sequence_number", sequenced.sequenceNumber());
        json.writeEndObject();
    }

    private static void writePayload(JsonGenerator json, Payload payload) throws IOException {
        if (payload instanceof Payload.Clear clear) {
            json.writeRawValue(clear.json().toString());
        } else {
            json.writeNull();
        }
    }

    private static void writeUuid(JsonGenerator json, String field, @Nullable UUID value) throws IOException {
        json.writeStringField(field, value == null ? null : value.toString());
    }

    private static void writeNumber(JsonGenerator json, String field, @Nullable Long value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static Hash receiptHash(SequencedEvent sequenced) {
        Event event = sequenced.event();
        return VesHashes.receipt(event.stream(), event.eventId(), sequenced.sequenceNumber(), VesHashes.signing(event));
    }
}
