package com.stateset.sequencer.verify.legacy;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proof as the original answers it to {@code GET /api/v1/proofs/{sequence_number}}. Nothing in it is checked yet. Immutable.
 *
 * @param sequenceNumber the event's number; null where only the hashes are known
 * @param batchId the commitment; null where only the hashes are known
 * @param eventsRoot the root that the path is said to lead to
 * @param leafHash the event's leaf
 * @param leafIndex its position in the tree, from 0 on
 * @param leafCount how many leaves the tree has; null where that is not known: most of its servers did not write it
 * @param proofPath the siblings, bottom-up; none at a level where the node has no sibling
 */
public record LegacyProof(
        @Nullable Long sequenceNumber,
        @Nullable UUID batchId,
        Hash eventsRoot,
        Hash leafHash,
        long leafIndex,
        @Nullable Long leafCount,
        List<Hash> proofPath) {

    /** Copies the path. */
    public LegacyProof {
        proofPath = List.copyOf(proofPath);
    }

    /**
     * Reads one, of which {@code directions} are passed over: the index and the length of the path say the same.
     *
     * @throws InvalidMessageException if it is none
     */
    public static LegacyProof parse(byte[] json) {
        return ProtocolJson.read(json, LegacyProof.class);
    }
}
