package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What it rests on that the replica is the stream's history.
 *
 * @param basis what the replica was compared with last
 * @param size how many events, from the first on, were the same in that comparison; 0 for none
 * @param key the pinned key that signs checkpoints; null where none is pinned
 * @param keyTold whether the operator has named that key, so that it rests on more than the first contact
 */
public record HistoryTrust(
        HistoryBasis basis, long size, @Nullable Ed25519PublicKey key, boolean keyTold) {

    /** Checks that there is a basis. */
    public HistoryTrust {
        Objects.requireNonNull(basis, "basis");
    }
}
