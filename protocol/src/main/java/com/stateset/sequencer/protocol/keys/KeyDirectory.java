package com.stateset.sequencer.protocol.keys;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent's public keys as a server publishes them, ready to be checked: what {@link WireKeyDirectory} says, and the hash of the text
 * that said it, which is what the sequencer signs.
 *
 * @param tenantId the tenant that it is about
 * @param agentId the agent that it is about
 * @param keys the keys, the revoked and the expired included
 * @param signedHash what the signature is over
 * @param signature the sequencer's; null where no key signs
 */
public record KeyDirectory(
        UUID tenantId,
        UUID agentId,
        List<AgentKey> keys,
        Hash signedHash,
        @Nullable Ed25519Signature signature) {

    /** Copies the list. */
    public KeyDirectory {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        keys = List.copyOf(keys);
        Objects.requireNonNull(signedHash, "signedHash");
    }

    /**
     * Reads a directory's JSON text.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static KeyDirectory parse(byte[] text) {
        WireKeyDirectory directory = ProtocolJson.read(text, WireKeyDirectory.class);
        return new KeyDirectory(
                directory.tenantId(),
                directory.agentId(),
                directory.toAgentKeys(),
                WireKeyDirectory.signedHash(text),
                directory.directorySignature());
    }

    /** Finds a key by its id. */
    public Optional<AgentKey> find(long keyId) {
        return keys.stream().filter(key -> key.keyId() == keyId).findFirst();
    }

    /** Whether it is about this agent of this tenant. */
    public boolean isOf(UUID tenant, UUID agent) {
        return tenantId.equals(tenant) && agentId.equals(agent);
    }

    /** Whether one of these keys of a sequencer has signed it. */
    public boolean isSignedByOneOf(Collection<Ed25519PublicKey> sequencerKeys, SignatureVerifier verifier) {
        Ed25519Signature given = signature;
        return given != null && sequencerKeys.stream().anyMatch(key -> verifier.verify(key, signedHash, given));
    }
}
