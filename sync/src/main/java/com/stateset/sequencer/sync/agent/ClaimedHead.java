package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import org.jspecify.annotations.Nullable;

/**
 * What a server claims of the history at one moment: the size and the root that everything pulled until the next claim is held
 * against. Of a signed one, the signature is good and of a key that is trusted.
 *
 * @param basis what the claim is worth
 * @param head size and root; of a server without a tree, that of the empty one
 * @param checkpoint the signed form; null where no key signs
 * @param key the key that has signed it; null where none has
 */
record ClaimedHead(
        HistoryBasis basis,
        TreeHead head,
        @Nullable SignedCheckpoint checkpoint,
        @Nullable Ed25519PublicKey key) {

    static final ClaimedHead NOT_SHOWN = new ClaimedHead(HistoryBasis.NOT_SHOWN, TreeHead.EMPTY, null, null);

    static ClaimedHead unsigned(TreeHead head) {
        return new ClaimedHead(HistoryBasis.UNSIGNED, head, null, null);
    }

    static ClaimedHead signed(SignedCheckpoint checkpoint, Ed25519PublicKey key) {
        return new ClaimedHead(HistoryBasis.SIGNED, checkpoint.head(), checkpoint, key);
    }

    /** Whether there is a root to hold anything against. */
    boolean isShown() {
        return basis != HistoryBasis.NOT_SHOWN;
    }

    /** The last event that may be taken over under this claim: one beyond it is covered by the next. */
    long limit() {
        return isShown() ? head.size() : Long.MAX_VALUE;
    }
}
