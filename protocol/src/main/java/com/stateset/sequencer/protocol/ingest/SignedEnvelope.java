package com.stateset.sequencer.protocol.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed event, in {@code POST /ves/events/ingest}. Hashes and the signature are text: malformed ones are the event's own
 * rejection, not the call's.
 *
 * @param vesVersion the version of the signature's formula
 * @param eventId the event's id
 * @param commandId the intent it belongs to, if any
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param sourceAgentId the author
 * @param agentKeyId which of the author's keys has signed
 * @param entityType what kind of thing it is about
 * @param entityId which one
 * @param eventType what happened
 * @param createdAt the author's claim, as text
 * @param payloadKind 0, or absent, for a plain payload; 1 for one that is encrypted end to end
 * @param payload any JSON value, as it is sent; may be absent if the kind is not 0
 * @param payloadEncrypted the payload encrypted end to end, if the kind is 1
 * @param payloadPlainHash the payload's hash in hex
 * @param payloadCipherHash in hex; absent counts as zeros
 * @param agentSignatureScheme 0, 1 or absent for Ed25519
 * @param agentSignature the signature in hex
 * @param baseVersion the version of the entity that the author acted on, if that matters
 * @param metadata what is to be kept beside the event; the signature does not cover it
 * @param tags what the event is to be found by, beside its entity; the signature does not cover them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignedEnvelope(
        long vesVersion,
        UUID eventId,
        @Nullable UUID commandId,
        UUID tenantId,
        UUID storeId,
        UUID sourceAgentId,
        long agentKeyId,
        String entityType,
        String entityId,
        String eventType,
        String createdAt,
        @Nullable Long payloadKind,
        @Nullable RawJson payload,
        @Nullable EncryptedPayload payloadEncrypted,
        String payloadPlainHash,
        @Nullable String payloadCipherHash,
        @Nullable Long agentSignatureScheme,
        String agentSignature,
        @Nullable Long baseVersion,
        @Nullable Map<String, String> metadata,
        @Nullable Collection<String> tags)
        implements Envelope {

    /** Checks that a plain payload is there. */
    public SignedEnvelope {
        boolean plain = payloadKind == null || payloadKind == PayloadHashes.PLAIN_KIND;
        if (payload == null && plain) {
            throw InvalidMessageException.ofMember("payload", "is missing");
        }
    }

    /**
     * Returns the form of a signed event that is to be sent.
     *
     * @throws IllegalArgumentException if it is not signed, or its payload is not readable
     */
    public static SignedEnvelope of(Event event) {
        if (!(event.authorship() instanceof Authorship.Signed signed)) {
            throw new IllegalArgumentException("event " + event.eventId() + " is not signed");
        }
        return new SignedEnvelope(
                signed.vesVersion(),
                event.eventId(),
                event.commandId(),
                event.stream().tenantId(),
                event.stream().storeId(),
                event.sourceAgent(),
                signed.agentKeyId(),
                event.entity().type(),
                event.entity().id(),
                event.eventType(),
                event.createdAt().text(),
                (long) event.payloadHashes().kind(),
                event.payload() instanceof Payload.EndToEnd ? null : UnsignedEnvelope.readable(event),
                event.payload() instanceof Payload.EndToEnd encrypted
                        ? Ciphertext.read(encrypted.json()).toWire()
                        : null,
                "0x" + event.payloadHashes().plainHash().toHex(),
                "0x" + event.payloadHashes().cipherHash().toHex(),
                null,
                "0x" + signed.signature().toHex(),
                event.baseVersion(),
                UnsignedEnvelope.entries(event.metadata().entries()),
                UnsignedEnvelope.orNull(event.tags().values()));
    }

    @Override
    public NewEvent toNewEvent() {
        NewEvent.Builder event = NewEvent.builder();
        if (payloadEncrypted != null) {
            event.encryptedPayload(payloadEncrypted);
        }
        return event.eventId(eventId)
                .commandId(commandId)
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload((payload == null ? RawJson.NULL : payload).asSent())
                .baseVersion(baseVersion)
                .createdAt(createdAt)
                .sourceAgent(sourceAgentId)
                .signature(new SignatureClaim(
                        vesVersion,
                        agentKeyId,
                        payloadKind == null ? PayloadHashes.PLAIN_KIND : payloadKind,
                        payloadPlainHash,
                        payloadCipherHash,
                        agentSignature,
                        agentSignatureScheme == null ? 0 : agentSignatureScheme))
                .metadata(metadata == null ? Map.of() : metadata)
                .tags(tags == null ? List.of() : tags)
                .build();
    }
}
