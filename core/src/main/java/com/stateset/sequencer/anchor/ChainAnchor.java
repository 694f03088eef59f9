package com.stateset.sequencer.anchor;

import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a commitment is anchored: a transaction on a chain of blocks, as whoever sent that transaction says. What it proves is on the
 * chain; a sequencer neither sends it nor looks it up.
 *
 * @param chainId which chain, 1 or more
 * @param transaction the hash of the transaction, 32 bytes
 * @param blockNumber the block that has it; null if that was not said
 * @param gasUsed what it cost; null if that was not said
 */
public record ChainAnchor(
        long chainId,
        Hash transaction,
        @Nullable Long blockNumber,
        @Nullable Long gasUsed) {

    /** Checks the ranges. */
    public ChainAnchor {
        Objects.requireNonNull(transaction, "transaction");
        if (chainId < 1) {
            throw new IllegalArgumentException("the chain's id is " + chainId + "; it must be positive");
        }
        requireNotNegative("block number", blockNumber);
        requireNotNegative("gas used", gasUsed);
    }

    private static void requireNotNegative(String what, @Nullable Long value) {
        if (value != null && value < 0) {
            throw new IllegalArgumentException("the " + what + " is negative: " + value);
        }
    }
}
