package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.Ed25519PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What an agent keeps of a stream's signed history: with it a server that later shows another one is not only noticed, but
 * convicted by its own signatures.
 *
 * @param key the key that signs checkpoints; null before one is known
 * @param keyTold whether the operator has named the key; otherwise it is the one of the first contact
 * @param checkpoint the latest checkpoint that the replica agreed with, a signed note, verbatim; null before there is one
 */
public record HistoryPin(
        @Nullable Ed25519PublicKey key,
        boolean keyTold,
        @Nullable String checkpoint) {

    /** Nothing is pinned. */
    public static final HistoryPin NONE = new HistoryPin(null, false, null);
}
