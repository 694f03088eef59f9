package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the log would refuse about an event whatever the log holds, found where the caller can still roll back (PROTOCOL sections 2, 3
 * and 7). Whether hashes and signatures are right, and whether payloads are too large for the log, is left to the log: they cost as
 * much as the append itself, or depend on its configuration.
 */
final class EventForm {

    private EventForm() {}

    /**
     * Checks an event's form.
     *
     * @throws IllegalArgumentException if the log could never accept it
     * @throws com.stateset.sequencer.json.InvalidJsonException if its payload is not JSON that the log accepts
     */
    static void require(StreamId stream, NewEvent event) {
        EntityRef entity = new EntityRef(event.entityType(), event.entityId());
        require(
                !stream.isAuditLog(),
                "store_id " + stream.storeId() + " is the tenant's audit log, which only the sequencer writes");
        require(!Erasure.isReserved(entity), "entity_type " + entity.type() + " is the sequencer's own");
        Event.requireForm(event.eventType(), event.baseVersion());
        new CreatedAt(event.createdAt());
        Objects.requireNonNull(EventMetadata.of(event.metadata()));
        requireHash("payload_hash", event.payloadHash());
        SignatureClaim claim = event.signature();
        if (claim != null) {
            requireClaim(claim);
        }
        if (claim == null || claim.payloadKind() == PayloadHashes.PLAIN_KIND) {
            require(event.encryptedPayload() == null, "payload_encrypted must be absent: the payload is plain");
            Objects.requireNonNull(event.canonicalPayload());
        } else {
            requireEncrypted(event, claim);
        }
    }

    private static void requireClaim(SignatureClaim claim) {
        require(claim.vesVersion() == 1, "ves_version is " + claim.vesVersion() + "; signed events are of version 1");
        require(
                claim.agentKeyId() >>> 32 == 0,
                "agent_key_id " + claim.agentKeyId() + " is not an unsigned 32-bit number");
        require(claim.isEd25519(), "agent_signature_scheme " + claim.scheme() + " is not supported");
        require(
                claim.payloadKind() == PayloadHashes.PLAIN_KIND || claim.payloadKind() == PayloadHashes.ENCRYPTED_KIND,
                "payload_kind is " + claim.payloadKind()
                        + "; only 0, a plaintext payload, and 1, an encrypted one, are supported");
        requireHash("payload_plain_hash", claim.payloadPlainHash());
        requireHash("payload_cipher_hash", claim.payloadCipherHash());
        Objects.requireNonNull(Ed25519Signature.parse(claim.signature()));
    }

    private static void requireEncrypted(NewEvent event, SignatureClaim claim) {
        require(event.isPayloadNull(), "payload must be absent or null: the payload is encrypted");
        EncryptedPayload encrypted = event.encryptedPayload();
        if (encrypted == null) {
            throw new IllegalArgumentException("payload_encrypted is missing");
        }
        Objects.requireNonNull(Ciphertext.of(encrypted));
        require(claim.payloadCipherHash() != null, "payload_cipher_hash must be there for an encrypted payload");
    }

    private static void requireHash(String field, @Nullable String hex) {
        if (hex == null) {
            return;
        }
        try {
            Objects.requireNonNull(Hash.parse(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " is not 64 hex digits", e);
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
