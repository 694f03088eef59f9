package com.stateset.sequencer.protocol.anchor;

import com.stateset.sequencer.anchor.ChainAnchor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /v1/commitments/{batch_id}/anchored} answers.
 *
 * @param batchId the commitment
 * @param status {@code anchored}, or {@code already_anchored} if the same transaction had been told before
 * @param chainTxHash the hash of the transaction, as hex with {@code 0x} in front
 * @param chainId which chain
 * @param blockNumber the block; null if that was not told
 */
public record AnchorAnswer(
        UUID batchId,
        String status,
        String chainTxHash,
        long chainId,
        @Nullable Long blockNumber) {

    /** Returns the answer of a commitment that is anchored now. */
    public static AnchorAnswer of(UUID batchId, boolean isNew, ChainAnchor anchor) {
        return new AnchorAnswer(
                batchId,
                isNew ? "anchored" : "already_anchored",
                "0x" + anchor.transaction().toHex(),
                anchor.chainId(),
                anchor.blockNumber());
    }
}
