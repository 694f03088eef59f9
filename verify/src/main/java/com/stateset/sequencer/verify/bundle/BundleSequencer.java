package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A sequencer as a bundle names it: no current key, for nothing in a bundle could vouch for which one that was.
 *
 * @param sequencerId its id
 * @param publicKeys all its public keys by version
 */
public record BundleSequencer(UUID sequencerId, SortedMap<Integer, Ed25519PublicKey> publicKeys) {

    /** Copies the keys. */
    public BundleSequencer {
        Objects.requireNonNull(sequencerId, "sequencerId");
        publicKeys = Collections.unmodifiableSortedMap(new TreeMap<>(publicKeys));
    }
}
