package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.AgentKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the agents' public keys, which an append judges by: whatever {@link #register} and {@link #revoke} did binds every
 * event that is sequenced after they returned, in this process and in every other. Thread-safe. Throws what
 * {@link EventStore} throws.
 */
public interface AgentKeyStore {

    /**
     * Registers a key, unless the agent has one under that id already. {@link KeyRegistrationRule} decides, of what is read under
     * the lock that all changes of the agent's keys take: it may refuse the key, or change on whose word it is registered.
     *
     * @return the key that stands under the id now: as decided, or the one that stood there before, unchanged
     * @throws com.stateset.sequencer.error.KeyNotAuthorizedException if the rule refuses it
     */
    AgentKey register(AgentKey key);

    /**
     * Revokes a key, now by the store's clock. Revoking again changes nothing.
     *
     * @return the key, with the moment of its first revocation; empty if there is no such key
     */
    Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId);

    /**
     * Returns an agent's keys, the revoked and the expired included, by key id. Knows every key that was registered, but
     * perhaps not yet of a revocation just made in another process.
     */
    List<AgentKey> keys(UUID tenantId, UUID agentId);

    /**
     * Finds one of {@link #keys}, for callers who need only what never changes of it. A store that has to go a long way for its
     * keys answers from memory for those it has seen.
     */
    default Optional<AgentKey> key(UUID tenantId, UUID agentId, long keyId) {
        return keys(tenantId, agentId).stream()
                .filter(key -> key.keyId() == keyId)
                .findFirst();
    }
}
