package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.EncryptionKeyHost;
import com.stateset.sequencer.encryption.EncryptionKeyStore;
import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.spi.AgentKeyStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory of the agents' encryption keys, which authors encrypt for (PROTOCOL section 7). Thread-safe.
 *
 * <p><b>What can race.</b> The signing key that speaks for a key may be revoked while that is registered. Nothing rests on it: every entry
 * carries the signature, and its readers refuse one by a key that is revoked when they look.
 */
public final class EncryptionKeys {

    private final EncryptionKeyStore store;
    private final AgentKeyStore signingKeys;

    private EncryptionKeys(EncryptionKeyStore store, AgentKeyStore signingKeys) {
        this.store = store;
        this.signingKeys = signingKeys;
    }

    /** The directory that a store keeps; empty if it keeps none. */
    static Optional<EncryptionKeys> of(OwnedStore store) {
        return store.as(EncryptionKeyHost.class)
                .map(host -> new EncryptionKeys(host.encryptionKeys(), store.agentKeys()));
    }

    /**
     * Registers a key. Registering it again, signed with another signing key, lets that one speak for it from now on, which an agent
     * does when the earlier one is revoked; else it changes nothing, nor does it undo a revocation.
     *
     * @param key as {@link com.stateset.sequencer.crypto.AgentSigner#authorize} makes it
     * @return the key as it is registered; if that is not {@linkplain EncryptionKey#isSameKey the same}, another one stands under its id in
     *     the tenant, and nothing was changed
     * @throws KeyNotAuthorizedException if it is not signed with a valid signing key of the agent
     */
    @CanIgnoreReturnValue
    public EncryptionKey register(EncryptionKey key) {
        requireAuthorized(key);
        return store.register(key.revokedAt(null));
    }

    /**
     * Checks that a key may be registered, and changes nothing.
     *
     * @throws KeyNotAuthorizedException if it is not signed with a valid signing key of the agent
     */
    public void requireAuthorized(EncryptionKey key) {
        AgentKey signer = signingKeys.keys(key.tenantId(), key.agentId()).stream()
                .filter(each -> each.keyId() == key.signedWith())
                .findFirst()
                .orElseThrow(() -> new KeyNotAuthorizedException("authorized_by names key " + key.signedWith()
                        + ", which agent " + key.agentId() + " does not have"));
        signer.problemAt(store.now()).ifPresent(problem -> {
            throw new KeyNotAuthorizedException("authorized_by names a key that is not valid: " + problem);
        });
        if (!SignatureVerifier.standard().verify(signer.publicKey(), key.signedHash(), key.signature())) {
            throw new KeyNotAuthorizedException("the signature in authorized_by is not one by key " + key.signedWith()
                    + " of agent " + key.agentId() + " over the encryption key");
        }
    }

    /**
     * Revokes a key: authors who ask the directory no longer encrypt for it. What was encrypted for it stays readable with it.
     *
     * @return the key with the moment of its (first) revocation; empty if the agent has no such key
     */
    @CanIgnoreReturnValue
    public Optional<EncryptionKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return store.revoke(tenantId, agentId, keyId);
    }

    /** Returns an agent's keys, the revoked ones included, by key id. */
    public List<EncryptionKey> of(UUID tenantId, UUID agentId) {
        return store.keys(tenantId, agentId);
    }
}
