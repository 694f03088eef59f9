package com.stateset.sequencer.history;

import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import org.jspecify.annotations.Nullable;

/**
 * A signed checkpoint of a stream, to be remembered: of one that the sequencer's present key has signed, and nobody else, only head
 * and signature, since all else of its note follows from the stream; any other as it is. {@link LogKeys} makes it, and the
 * checkpoint of it again. Immutable.
 */
final class CompactCheckpoint {

    private static final int PACKED_BYTES = 192;
    private static final int WHOLE_BYTES = 408;

    private final TreeHead head;
    private final byte @Nullable [] signature;
    private final @Nullable SignedCheckpoint whole;

    private CompactCheckpoint(TreeHead head, byte @Nullable [] signature, @Nullable SignedCheckpoint whole) {
        this.head = head;
        this.signature = signature;
        this.whole = whole;
    }

    /** Packs a checkpoint; the array is not copied. */
    static CompactCheckpoint packed(TreeHead head, byte[] signature) {
        return new CompactCheckpoint(head, signature, null);
    }

    /** Takes a checkpoint as it is. */
    static CompactCheckpoint whole(SignedCheckpoint checkpoint) {
        return new CompactCheckpoint(checkpoint.head(), null, checkpoint);
    }

    TreeHead head() {
        return head;
    }

    /** The signature of the present key, for reading only; null if the checkpoint was taken as it is. */
    byte @Nullable [] signature() {
        return signature;
    }

    /** The checkpoint, if it was taken as it is. */
    @Nullable
    SignedCheckpoint whole() {
        return whole;
    }

    /** What it takes in memory, in bytes, about; {@code SeenHistoriesTest} measures it. */
    int bytes() {
        return whole == null
                ? PACKED_BYTES
                : WHOLE_BYTES + 2 * whole.note().text().length();
    }
}
