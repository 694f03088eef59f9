package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Keeps who the sequencer of a store is, so that all processes that share it, now and later, give the same receipts.
 * Thread-safe. Throws what {@link EventStore} throws.
 */
public interface IdentityStore {

    /**
     * Returns the sequencer's id.
     *
     * @param ifNone kept and returned if the store has none yet
     */
    UUID sequencerId(UUID ifNone);

    /**
     * Returns the version of a sequencer key. A key not seen before gets the next one; the first is 1. Versions never change.
     */
    int keyVersion(Ed25519PublicKey key);

    /** Returns all keys ever used, by version. */
    SortedMap<Integer, Ed25519PublicKey> keys();
}
