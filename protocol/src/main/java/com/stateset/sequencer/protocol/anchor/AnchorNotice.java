package com.stateset.sequencer.protocol.anchor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.anchor.ChainAnchor;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/commitments/{batch_id}/anchored}.
 *
 * @param chainTxHash the hash of the transaction, 64 hex digits, with or without {@code 0x} in front
 * @param chainId which chain, from 1 to 4,294,967,295
 * @param blockNumber the block that has it; null if that is not known
 * @param gasUsed what it cost; null if that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnchorNotice(
        String chainTxHash,
        long chainId,
        @Nullable Long blockNumber,
        @Nullable Long gasUsed) {

    private static final Pattern HASH = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{64})");
    private static final long MAX_CHAIN_ID = 0xffff_ffffL;

    /** Checks each member. */
    public AnchorNotice {
        if (!HASH.matcher(chainTxHash).matches()) {
            throw InvalidMessageException.ofMember(
                    "chain_tx_hash", "must be 64 hex digits, with or without 0x in front");
        }
        if (chainId < 1 || chainId > MAX_CHAIN_ID) {
            throw InvalidMessageException.ofMember("chain_id", "must be from 1 to " + MAX_CHAIN_ID);
        }
        requireNotNegative("block_number", blockNumber);
        requireNotNegative("gas_used", gasUsed);
    }

    private static void requireNotNegative(String name, @Nullable Long value) {
        if (value != null && value < 0) {
            throw InvalidMessageException.ofMember(name, "must not be negative");
        }
    }

    /** Returns what to note. */
    public ChainAnchor anchor() {
        String hex =
                chainTxHash.substring(chainTxHash.length() - 2 * Hash.LENGTH).toLowerCase(Locale.ROOT);
        return new ChainAnchor(chainId, Hash.parse(hex), blockNumber, gasUsed);
    }
}
