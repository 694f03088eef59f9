package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.PrefixedHex;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event, as readers get it: the union of what readers of signed and of unsigned events look for.
 *
 * @param eventId the event's id
 * @param commandId the intent it belongs to, if any
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param entityType what kind of thing it is about
 * @param entityId which one
 * @param eventType what happened
 * @param vesVersion 1 if it is signed, else 0
 * @param payloadKind 0 for a plain payload, 1 for one that is encrypted end to end
 * @param payload the canonical payload; {@code null} where it is encrypted end to end, or can no longer be read
 * @param payloadEncrypted the payload encrypted end to end; null for any other, and where it was erased
 * @param payloadHash its hash; of an encrypted one {@code payloadPlainHash} once more
 * @param payloadPlainHash its hash in the domain that is signed
 * @param payloadCipherHash zero for a plain payload
 * @param agentKeyId the key that signed; 0 for none
 * @param agentSignature the signature; zero for none
 * @param sourceAgentId the author; also written as {@code source_agent}
 * @param baseVersion the version of the entity that the author acted on, if that mattered
 * @param entityVersion how many events the entity has up to this one
 * @param createdAt the author's claim, as text
 * @param sequenceNumber the event's place
 * @param metadata what is kept beside the event; no hash covers it. Absent where there is none
 * @param tags what it is found by, beside its entity; no hash covers them. Absent where there are none
 */
@JsonPropertyOrder({
    "event_id",
    "command_id",
    "tenant_id",
    "store_id",
    "entity_type",
    "entity_id",
    "event_type",
    "ves_version",
    "payload_kind",
    "payload",
    "payload_encrypted",
    "payload_hash",
    "payload_plain_hash",
    "payload_cipher_hash",
    "agent_key_id",
    "agent_signature",
    "source_agent"
})
public record WireEnvelope(
        UUID eventId,
        @Nullable UUID commandId,
        UUID tenantId,
        UUID storeId,
        String entityType,
        String entityId,
        String eventType,
        int vesVersion,
        int payloadKind,
        RawJson payload,
        @Nullable RawJson payloadEncrypted,
        Hash payloadHash,
        @JsonSerialize(using = PrefixedHex.class) Hash payloadPlainHash,
        @JsonSerialize(using = PrefixedHex.class) Hash payloadCipherHash,
        long agentKeyId,
        @JsonSerialize(using = PrefixedHex.class) Ed25519Signature agentSignature,
        UUID sourceAgentId,
        @Nullable Long baseVersion,
        long entityVersion,
        String createdAt,
        long sequenceNumber,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> metadata,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Collection<String> tags) {

    private static final Authorship UNSIGNED = new Authorship.Unsigned();

    /** Takes {@code null} for none. */
    public WireEnvelope {
        payloadEncrypted = payloadEncrypted == null || payloadEncrypted.isNull() ? null : payloadEncrypted;
    }

    static WireEnvelope of(SequencedEvent sequenced) {
        Event event = sequenced.event();
        return new WireEnvelope(
                event.eventId(),
                event.commandId(),
                event.stream().tenantId(),
                event.stream().storeId(),
                event.entity().type(),
                event.entity().id(),
                event.eventType(),
                event.authorship().vesVersion(),
                event.payloadHashes().kind(),
                event.payload() instanceof Payload.Clear clear ? RawJson.of(clear.json()) : RawJson.NULL,
                event.payload() instanceof Payload.EndToEnd encrypted ? RawJson.of(encrypted.json()) : null,
                event.payloadHashes().payloadHash(),
                event.payloadHashes().plainHash(),
                event.payloadHashes().cipherHash(),
                event.authorship().agentKeyId(),
                event.authorship().signature(),
                event.sourceAgent(),
                event.baseVersion(),
                sequenced.entityVersion(),
                event.createdAt().text(),
                sequenced.sequenceNumber(),
                event.metadata().isEmpty() ? null : event.metadata().entries(),
                event.tags().isEmpty() ? null : event.tags().values());
    }

    @JsonProperty("source_agent")
    UUID sourceAgent() {
        return sourceAgentId;
    }

    Event toEvent() {
        PayloadHashes hashes =
                new PayloadHashes(payloadHash, payloadPlainHash, payloadCipherHash).requireKind(payloadKind);
        return new Event(
                new StreamId(tenantId, storeId),
                eventId,
                commandId,
                new EntityRef(entityType, entityId),
                eventType,
                new CreatedAt(createdAt),
                sourceAgentId,
                baseVersion,
                hashes.isEncrypted() ? encryptedPayload() : toPayload(),
                hashes,
                authorship(),
                metadata == null ? EventMetadata.NONE : EventMetadata.of(metadata),
                tags == null ? Tags.NONE : Tags.of(tags));
    }

    /** Null is what an erased payload looks like, and what the payload {@code null} looks like; their hashes differ. */
    private Payload toPayload() {
        CanonicalJson json = payload.toCanonical();
        boolean erased = payload.isNull() && !VesHashes.payloadPlain(json).equals(payloadPlainHash);
        return erased ? new Payload.Erased() : Payload.clear(json);
    }

    /** Whatever the server has made of its text, it is kept in the one form that it has. */
    private Payload encryptedPayload() {
        return payloadEncrypted == null
                ? new Payload.Erased()
                : new Payload.EndToEnd(
                        Ciphertext.read(payloadEncrypted.toCanonical()).json());
    }

    private Authorship authorship() {
        if (vesVersion == UNSIGNED.vesVersion()) {
            if (agentKeyId != UNSIGNED.agentKeyId() || !agentSignature.equals(UNSIGNED.signature())) {
                throw new IllegalArgumentException("the event has a signature although its ves_version is 0");
            }
            return UNSIGNED;
        }
        Authorship signed = new Authorship.Signed(agentKeyId, agentSignature);
        if (vesVersion != signed.vesVersion()) {
            throw new IllegalArgumentException("ves_version " + vesVersion + " is not supported");
        }
        return signed;
    }
}
