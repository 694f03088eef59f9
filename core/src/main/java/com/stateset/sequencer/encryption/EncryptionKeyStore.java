package com.stateset.sequencer.encryption;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps the agents' encryption keys. Thread-safe. Throws what {@link com.stateset.sequencer.spi.EventStore} throws. */
public interface EncryptionKeyStore {

    /**
     * Registers a key, unless one of that id stands in its tenant already. If {@linkplain EncryptionKey#isSameKey the same} key stands
     * there and is not revoked, it takes the new signature, since the signing key that spoke for it may be valid no more.
     *
     * @return the key that stands under the id now: this one, or the one that stood there before, unchanged
     */
    EncryptionKey register(EncryptionKey key);

    /**
     * Revokes a key, now by the store's clock. Revoking again changes nothing.
     *
     * @return the key, with the moment of its first revocation; empty if the agent has no such key
     */
    Optional<EncryptionKey> revoke(UUID tenantId, UUID agentId, long keyId);

    /** Returns an agent's keys, the revoked ones included, by key id. */
    List<EncryptionKey> keys(UUID tenantId, UUID agentId);

    /** Returns what the store's clock says, which decides which keys are valid; in whole microseconds. */
    Instant now();
}
