package com.stateset.sequencer.crypto;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import java.util.UUID;

/**
 * An agent that signs its events.
 *
 * <pre>{@code
 * AgentSigner till = new AgentSigner(agentId, 1, SigningKey.generate());
 * sequencer.agentKeys().register(till.agentKey(tenantId), till.proofs(tenantId));
 * stream.append(till.sign(stream.id(), event));
 * }</pre>
 *
 * @param agentId the agent, the source of what it signs
 * @param keyId which of its keys this is, an unsigned 32-bit number
 * @param key the key
 */
public record AgentSigner(UUID agentId, long keyId, SigningKey key) {

    /** Stands for the signature in the event whose signing hash is computed: that hash does not cover it. */
    private static final Ed25519Signature NOT_YET = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);

    public AgentSigner {
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(key, "key");
        if (keyId >>> 32 != 0) {
            throw new IllegalArgumentException("key id " + keyId + " is not an unsigned 32-bit number");
        }
    }

    /** Returns this signer's public key, as it is to be registered in a tenant. */
    public AgentKey agentKey(UUID tenantId) {
        return new AgentKey(tenantId, agentId, keyId, key.publicKey());
    }

    /** Returns what proves that this signer holds {@link #agentKey}, for registering it as the agent's first. */
    public KeyProofs proofs(UUID tenantId) {
        return new KeyProofs(key.sign(VesHashes.keyProof(agentKey(tenantId))), null);
    }

    /**
     * Returns what registers {@link #agentKey} as a further key of the agent.
     *
     * @param current the agent with a key that is registered and valid
     */
    public KeyProofs proofs(UUID tenantId, AgentSigner current) {
        Ed25519Signature authorization = current.key.sign(VesHashes.keyProof(agentKey(tenantId)));
        return new KeyProofs(proofs(tenantId).possession(), new KeyProofs.Authorization(current.keyId, authorization));
    }

    /** Returns a key that payloads are to be encrypted for as this agent's, to be registered in a tenant. */
    public EncryptionKey authorize(UUID tenantId, RecipientKey encryptionKey) {
        Hash hash = EncryptionKey.signedHash(tenantId, agentId, encryptionKey);
        return new EncryptionKey(tenantId, agentId, encryptionKey, keyId, key.sign(hash), null);
    }

    /**
     * Returns the event as this agent's, signed for one stream. Deterministic: the same event gets the same signature.
     *
     * @throws IllegalArgumentException if a field of the event breaks a rule of form, so that it could never be accepted
     * @throws com.stateset.sequencer.json.InvalidJsonException if the payload is not valid JSON
     */
    public NewEvent sign(StreamId stream, NewEvent event) {
        return signed(unsigned(stream, event), event);
    }

    /**
     * Returns the event as this agent's, its payload encrypted for these recipients (PROTOCOL section 7), and signed for one stream. Each
     * call encrypts with new random numbers: to send the event again, keep what is returned.
     *
     * @throws IllegalArgumentException if a field of the event breaks a rule of form, so that it could never be accepted
     * @throws com.stateset.sequencer.json.InvalidJsonException if the payload is not valid JSON
     */
    public NewEvent sign(StreamId stream, NewEvent event, Recipients recipients) {
        return signed(recipients.encrypt(unsigned(stream, event)), event);
    }

    private Event unsigned(StreamId stream, NewEvent event) {
        if (event.encryptedPayload() != null) {
            throw new IllegalArgumentException("the payload of event " + event.eventId() + " is encrypted already");
        }
        CanonicalJson payload = event.canonicalPayload();
        Event.requireForm(event.eventType(), event.baseVersion());
        return new Event(
                stream,
                event.eventId(),
                event.commandId(),
                new EntityRef(event.entityType(), event.entityId()),
                event.eventType(),
                new CreatedAt(event.createdAt()),
                agentId,
                event.baseVersion(),
                Payload.clear(payload),
                PayloadHashes.of(payload),
                new Authorship.Signed(keyId, NOT_YET));
    }

    private NewEvent signed(Event event, NewEvent draft) {
        PayloadHashes hashes = event.payloadHashes();
        NewEvent.Builder builder = draft.toBuilder()
                .sourceAgent(agentId)
                .signature(new SignatureClaim(
                        1,
                        keyId,
                        hashes.kind(),
                        hashes.plainHash().toHex(),
                        hashes.cipherHash().toHex(),
                        key.sign(VesHashes.signing(event)).toHex()));
        return event.payload() instanceof Payload.EndToEnd encrypted
                ? builder.payloadHash(null)
                        .encryptedPayload(Ciphertext.read(encrypted.json()).toWire())
                        .build()
                : builder.build();
    }

    @Override
    public String toString() {
        return "agent " + agentId + " with key " + keyId;
    }
}
