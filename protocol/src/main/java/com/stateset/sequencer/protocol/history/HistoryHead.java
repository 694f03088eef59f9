package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /history/head}: where a stream's tree stands.
 *
 * @param size the number of entries, which is the last sequence number that the tree holds
 * @param root their root
 * @param checkpoint the signed note that says so; null where no key signs
 * @param witnessed what witnesses have seen of it; null while they have seen nothing
 */
public record HistoryHead(
        long size,
        Hash root,
        @Nullable String checkpoint,
        @Nullable Witnessed witnessed) {

    /** Checks the size. */
    public HistoryHead {
        WireTreeHead.requireSize("size", size);
    }

    /** Returns the form of a head. */
    public static HistoryHead of(WireTreeHead head, @Nullable Witnessed witnessed) {
        return new HistoryHead(head.size(), head.root(), head.checkpoint(), witnessed);
    }

    /** Returns the head. */
    public TreeHead toTreeHead() {
        return new TreeHead(size, root);
    }

    /**
     * The largest head of the stream that is in the heads log under a checkpoint that witnesses have cosigned.
     *
     * @param size that head's size
     * @param cosignatures the witnesses' lines under the heads log's checkpoint, verbatim
     */
    public record Witnessed(long size, List<String> cosignatures) {

        /** Copies the lines. */
        public Witnessed {
            WireTreeHead.requireSize("size", size);
            cosignatures = List.copyOf(cosignatures);
        }
    }
}
