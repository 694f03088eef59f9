package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as readers get it: PROTOCOL section 5. */
final class EventForm {

    private static final CanonicalJson NULL = CanonicalJson.parse("null");

    private EventForm() {}

    /** Reads an event; its leaf hash is computed, since it does not travel. */
    static SequencedEvent read(Fields outer) {
        Fields envelope = outer.object("envelope");
        Event event = envelope.valueOf(EventForm::event);
        long number = outer.number("sequence_number");
        if (envelope.number("sequence_number") != number) {
            throw new MalformedException(outer.path(), "has two sequence numbers");
        }
        Hash leaf = VesHashes.leaf(
                event.stream(),
                number,
                VesHashes.signing(event),
                event.authorship().signature());
        return outer.valueOf(fields -> new SequencedEvent(
                event, number, outer.time("sequenced_at"), envelope.number("entity_version"), leaf, keyVersion(outer)));
    }

    private static Event event(Fields envelope) {
        PayloadHashes hashes = new PayloadHashes(
                envelope.hash("payload_hash"),
                envelope.hash("payload_plain_hash"),
                envelope.hash("payload_cipher_hash"));
        if (envelope.number("payload_kind") != Event.PLAIN_PAYLOAD_KIND) {
            throw new MalformedException(envelope.path(), "has a payload_kind that is not supported");
        }
        return new Event(
                new StreamId(envelope.uuid("tenant_id"), envelope.uuid("store_id")),
                envelope.uuid("event_id"),
                envelope.uuidOrNull("command_id"),
                new EntityRef(envelope.text("entity_type"), envelope.text("entity_id")),
                envelope.text("event_type"),
                new CreatedAt(envelope.text("created_at")),
                envelope.uuid("source_agent_id"),
                envelope.numberOrNull("base_version"),
                payload(envelope.node().path("payload"), hashes),
                hashes,
                authorship(envelope));
    }

    /** Null is what an erased payload looks like, and what the payload {@code null} looks like; their hashes differ. */
    private static Payload payload(JsonNode payload, PayloadHashes hashes) {
        boolean readable = !payload.isMissingNode()
                && (!payload.isNull() || hashes.plainHash().equals(VesHashes.payloadPlain(NULL)));
        return readable ? Payload.clear(CanonicalJson.parse(payload.toString())) : new Payload.Erased();
    }

    private static Authorship authorship(Fields envelope) {
        Authorship unsigned = new Authorship.Unsigned();
        long version = envelope.number("ves_version");
        if (version == unsigned.vesVersion()) {
            boolean bare = envelope.number("agent_key_id") == 0
                    && envelope.signature("agent_signature").equals(unsigned.signature());
            if (!bare) {
                throw new MalformedException(envelope.path(), "has a signature although its ves_version is 0");
            }
            return unsigned;
        }
        Authorship signed =
                new Authorship.Signed(envelope.number("agent_key_id"), envelope.signature("agent_signature"));
        if (version != signed.vesVersion()) {
            throw new MalformedException(envelope.path(), "has the ves_version " + version);
        }
        return signed;
    }

    private static int keyVersion(Fields outer) {
        return outer.has("receipt_signature_bundle")
                ? outer.object("receipt_signature_bundle").smallNumber("sequencer_key_version")
                : 0;
    }

    /** Writes an event without the signature of its receipt. */
    static ObjectNode write(SequencedEvent sequenced) {
        Event event = sequenced.event();
        ObjectNode outer = Json.object();
        outer.set("envelope", envelope(sequenced));
        outer.put("sequence_number", sequenced.sequenceNumber());
        outer.put("sequenced_at", Json.time(sequenced.sequencedAt()));
        outer.put(
                "receipt_hash",
                VesHashes.receipt(event.stream(), event.eventId(), sequenced.sequenceNumber(), VesHashes.signing(event))
                        .toHex());
        return outer;
    }

    private static ObjectNode envelope(SequencedEvent sequenced) {
        Event event = sequenced.event();
        return Json.object()
                .put("event_id", event.eventId().toString())
                .put("command_id", text(event.commandId()))
                .put("tenant_id", event.stream().tenantId().toString())
                .put("store_id", event.stream().storeId().toString())
                .put("entity_type", event.entity().type())
                .put("entity_id", event.entity().id())
                .put("event_type", event.eventType())
                .put("ves_version", event.authorship().vesVersion())
                .put("payload_kind", Event.PLAIN_PAYLOAD_KIND)
                .<ObjectNode>set("payload", payload(event.payload()))
                .put("payload_hash", event.payloadHashes().payloadHash().toHex())
                .put("payload_plain_hash", "0x" + event.payloadHashes().plainHash())
                .put("payload_cipher_hash", "0x" + event.payloadHashes().cipherHash())
                .put("agent_key_id", event.authorship().agentKeyId())
                .put("agent_signature", "0x" + event.authorship().signature().toHex())
                .put("source_agent", event.sourceAgent().toString())
                .put("source_agent_id", event.sourceAgent().toString())
                .put("base_version", event.baseVersion())
                .put("entity_version", sequenced.entityVersion())
                .put("created_at", event.createdAt().text())
                .put("sequence_number", sequenced.sequenceNumber());
    }

    private static @Nullable JsonNode payload(Payload payload) {
        return payload instanceof Payload.Clear clear ? Json.parse(clear.json().toByteArray()) : null;
    }

    private static @Nullable String text(@Nullable UUID value) {
        return value == null ? null : value.toString();
    }
}
