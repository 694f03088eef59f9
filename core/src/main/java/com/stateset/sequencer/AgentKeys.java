package com.stateset.sequencer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.PublicKeyCheck;
import com.stateset.sequencer.error.KeyConflictException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.spi.EventStore;
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
     * Registers a key; from now on the agent's events must be signed. Registering it again changes nothing, neither its
     * validity nor its revocation.
     *
     * @return the key as it is registered
     * @throws IllegalArgumentException if nobody can have this key: {@link PublicKeyCheck}
     * @throws KeyConflictException if another key stands under its id
     */
    @CanIgnoreReturnValue
    public AgentKey register(AgentKey key) {
        PublicKeyCheck.requireValid(key.publicKey());
        AgentKey registered = store.agentKeys().register(key);
        if (!registered.publicKey().equals(key.publicKey())) {
            throw new KeyConflictException(registered);
        }
        return registered;
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
