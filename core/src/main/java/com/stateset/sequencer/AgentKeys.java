package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.PublicKeyCheck;
import com.stateset.sequencer.error.KeyConflictException;
import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.KeyRegistrationRule;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The registry of the agents' public keys. What it did binds every event that is sequenced after the call returned, in every
 * process that shares the store. Thread-safe.
 */
public final class AgentKeys {

    private final EventStore store;

    AgentKeys(EventStore store) {
        this.store = store;
    }

    /**
     * Registers a key on an administrator's word, which is what a program speaks with that has the store itself: no signature is
     * asked for, and the directory says {@code admin} of every key but the agent's first. From now on the agent's events must be
     * signed. Registering it again changes nothing, neither its validity nor its revocation.
     *
     * @return the key as it is registered
     * @throws IllegalArgumentException if nobody can have this key: {@link PublicKeyCheck}
     * @throws KeyConflictException if another key stands under its id
     */
    @CanIgnoreReturnValue
    public AgentKey register(AgentKey key) {
        return registerAsAdmin(key, KeyProofs.NONE);
    }

    /**
     * Registers a key on the agent's own word: its first key, or one that another of its keys authorizes, which must be valid at
     * the moment of the registration. Registering it again changes nothing.
     *
     * @param proofs what came with the key, as {@link com.stateset.sequencer.crypto.AgentSigner} makes it
     * @return the key as it is registered
     * @throws IllegalArgumentException if nobody can have this key, or the proof of possession is wrong
     * @throws com.stateset.sequencer.error.KeyNotAuthorizedException if it is a further key and not authorized, or wrongly
     * @throws KeyConflictException if another key stands under its id
     */
    @CanIgnoreReturnValue
    public AgentKey register(AgentKey key, KeyProofs proofs) {
        return register(key, proofs, KeyAuthority.FIRST);
    }

    /**
     * Registers a key for a caller who has been found to be an administrator. Proofs may be left out, but what is there must be
     * right; where another key authorizes this one, it is registered on that key's word.
     *
     * @return the key as it is registered
     * @throws IllegalArgumentException as {@link #register(AgentKey, KeyProofs)}
     * @throws com.stateset.sequencer.error.KeyNotAuthorizedException if an authorization is there, and wrong
     * @throws KeyConflictException if another key stands under its id
     */
    @CanIgnoreReturnValue
    public AgentKey registerAsAdmin(AgentKey key, KeyProofs proofs) {
        return register(key, proofs, KeyAuthority.ADMIN);
    }

    private AgentKey register(AgentKey key, KeyProofs proofs, KeyAuthority unauthorized) {
        PublicKeyCheck.requireValid(key.publicKey());
        if (proofs.misclaimsPossession(key)) {
            throw new IllegalArgumentException(
                    "the proof of possession is not a signature by the key that is registered");
        }
        KeyProofs.Authorization authorization = proofs.authorization();
        KeyAuthority authority = authorization == null ? unauthorized : authorityOf(authorization, key);
        AgentKey registered = store.agentKeys().register(key.registeredBy(authority));
        if (!registered.publicKey().equals(key.publicKey())) {
            throw new KeyConflictException(registered);
        }
        return registered;
    }

    /** Checks the signature only, which holds or fails for ever; whether the key is valid is asked when the store holds its lock. */
    private KeyAuthority authorityOf(KeyProofs.Authorization authorization, AgentKey key) {
        AgentKey by = store.agentKeys()
                .key(key.tenantId(), key.agentId(), authorization.keyId())
                .orElseThrow(() -> KeyRegistrationRule.unknown(key, authorization.keyId()));
        if (!authorization.isBy(by.publicKey(), key)) {
            throw new KeyNotAuthorizedException("the signature in authorized_by is not one by key "
                    + authorization.keyId() + " of agent " + key.agentId() + " over the new key");
        }
        return new KeyAuthority.Key(authorization.keyId());
    }

    /**
     * Revokes a key: nothing new may be signed with it. What it signed before stays, and its replays are still answered.
     *
     * @return the key with the moment of its (first) revocation; empty if there is no such key
     */
    @CanIgnoreReturnValue
    public Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return store.agentKeys().revoke(tenantId, agentId, keyId);
    }

    /** Returns an agent's keys, the revoked and the expired included, by key id. */
    public List<AgentKey> of(UUID tenantId, UUID agentId) {
        return store.agentKeys().keys(tenantId, agentId);
    }
}
