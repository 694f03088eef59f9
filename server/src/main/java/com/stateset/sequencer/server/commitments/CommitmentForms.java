package com.stateset.sequencer.server.commitments;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How commitments are answered: with the transactions that anchor them, if the store keeps such.
 *
 * @param sequencer whose commitments they are
 */
public record CommitmentForms(Sequencer sequencer) {

    /** Returns the form of a commitment. */
    public WireCommitment form(StoredCommitment commitment) {
        return forms(List.of(commitment)).get(0);
    }

    /** Returns the forms of commitments, in their order; their anchors are read in one step. */
    List<WireCommitment> forms(List<StoredCommitment> commitments) {
        List<UUID> ids = commitments.stream().map(StoredCommitment::batchId).toList();
        Map<UUID, ChainAnchor> anchors =
                sequencer.anchors().map(kept -> kept.find(ids)).orElse(Map.of());
        return commitments.stream()
                .map(commitment -> WireCommitment.of(commitment, anchors.get(commitment.batchId())))
                .toList();
    }
}
