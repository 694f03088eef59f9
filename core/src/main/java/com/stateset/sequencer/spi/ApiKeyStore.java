package com.stateset.sequencer.spi;

import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the keys that a server lets callers in by. The sequencer itself asks for none: who holds the store may do everything.
 * Thread-safe. Throws what {@link EventStore} throws.
 *
 * <p><b>What must hold when.</b> What {@link #add} and {@link #revoke} did binds every {@link #find} that begins after they returned,
 * in this process and in every other on the same database. So a store answers from what is committed, and remembers no key between two
 * calls; a look-up goes by the primary key.
 */
public interface ApiKeyStore {

    /**
     * Adds a key. Durable when it returns.
     *
     * @throws IllegalStateException if there is a key of that hash already
     */
    void add(ApiKey key);

    /** Finds a key, the revoked and the expired included. */
    Optional<ApiKey> find(Hash hash);

    /** Returns the keys of a tenant, the revoked and the expired included, the oldest first, and at the same moment by hash. */
    List<ApiKey> ofTenant(UUID tenantId);

    /**
     * Revokes a key. Revoking again changes nothing.
     *
     * @param now when that is
     * @return the key, with the moment of its first revocation; empty if there is no such key
     */
    Optional<ApiKey> revoke(Hash hash, Instant now);

    /** Notes that a key was used, unless a later use is noted. Does nothing if there is no such key. */
    void used(Hash hash, Instant moment);
}
