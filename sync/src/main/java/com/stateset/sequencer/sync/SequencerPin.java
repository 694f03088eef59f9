package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who sequences, as it was published.
 *
 * @param sequencerId the sequencer's id
 * @param keys all its public keys by version; empty if it signs nothing
 */
public record SequencerPin(UUID sequencerId, SortedMap<Integer, Ed25519PublicKey> keys) {

    public SequencerPin {
        Objects.requireNonNull(sequencerId, "sequencerId");
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** Whether this is the same sequencer, with the same keys and perhaps more. */
    public boolean continues(SequencerPin before) {
        return sequencerId.equals(before.sequencerId) && keys.entrySet().containsAll(before.keys.entrySet());
    }
}
