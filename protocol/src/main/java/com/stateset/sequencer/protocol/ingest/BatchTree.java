package com.stateset.sequencer.protocol.ingest;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of the stream's tree.
 *
 * @param head the head of a tree that holds all events of the batch; null if it was not asked for
 * @param inclusions where its events stand in that tree, by sequence number; empty if that was not asked for
 */
public record BatchTree(@Nullable WireTreeHead head, Map<Long, WireInclusion> inclusions) {

    /** Nothing was asked for. */
    public static final BatchTree NONE = new BatchTree(null, Map.of());

    /** Copies the map. */
    public BatchTree {
        inclusions = Map.copyOf(inclusions);
    }

    /**
     * Returns what a sequencer says of the tree after a batch.
     *
     * @param proofs whether each event that is in the log comes with its proof
     */
    public static BatchTree of(IngestReceipt receipt, boolean proofs) {
        WireTreeHead head = WireTreeHead.of(receipt.treeHead(), receipt.checkpoint());
        Map<Long, WireInclusion> inclusions = new HashMap<>();
        if (proofs) {
            for (Outcome outcome : receipt.outcomes()) {
                if (outcome instanceof Outcome.Stored stored) {
                    inclusions.computeIfAbsent(
                            stored.sequenceNumber(), number -> WireInclusion.of(receipt.proof(number)));
                }
            }
        }
        return new BatchTree(head, inclusions);
    }

    @Nullable
    WireInclusion inclusion(Outcome outcome) {
        return outcome instanceof Outcome.Stored stored ? inclusion(stored.sequenceNumber()) : null;
    }

    @Nullable
    WireInclusion inclusion(long sequenceNumber) {
        return inclusions.get(sequenceNumber);
    }
}
