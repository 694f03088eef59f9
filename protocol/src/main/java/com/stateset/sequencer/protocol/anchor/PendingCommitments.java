package com.stateset.sequencer.protocol.anchor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /v1/commitments/pending} answers: commitments of all streams that are not anchored on a chain, the oldest first, in the
 * form that anchorers of the original sequencer read.
 *
 * @param commitments the commitments
 * @param total how many these are
 */
public record PendingCommitments(List<Pending> commitments, int total) {

    /** Copies the list. */
    public PendingCommitments {
        commitments = List.copyOf(commitments);
    }

    /** Returns the form of some commitments. */
    public static PendingCommitments of(List<Commitment> commitments) {
        return new PendingCommitments(commitments.stream().map(Pending::of).toList(), commitments.size());
    }

    /**
     * A commitment to anchor. Its hashes are hex with {@code 0x} in front.
     *
     * @param eventsRoot the Merkle root over its events
     * @param chainTxHash null: it is not anchored
     */
    @JsonPropertyOrder({
        "batch_id",
        "tenant_id",
        "store_id",
        "prev_state_root",
        "new_state_root",
        "events_root",
        "sequence_start",
        "sequence_end",
        "event_count",
        "committed_at",
        "chain_tx_hash"
    })
    public record Pending(
            UUID batchId,
            UUID tenantId,
            UUID storeId,
            String prevStateRoot,
            String newStateRoot,
            String eventsRoot,
            long sequenceStart,
            long sequenceEnd,
            int eventCount,
            Instant committedAt,
            @Nullable String chainTxHash) {

        private static Pending of(Commitment commitment) {
            return new Pending(
                    commitment.batchId(),
                    commitment.stream().tenantId(),
                    commitment.stream().storeId(),
                    prefixed(commitment.prevStateRoot()),
                    prefixed(commitment.newStateRoot()),
                    prefixed(commitment.merkleRoot()),
                    commitment.sequenceStart(),
                    commitment.sequenceEnd(),
                    (int) (commitment.sequenceEnd() - commitment.sequenceStart() + 1),
                    commitment.committedAt(),
                    null);
        }

        private static String prefixed(Hash hash) {
            return "0x" + hash.toHex();
        }
    }
}
