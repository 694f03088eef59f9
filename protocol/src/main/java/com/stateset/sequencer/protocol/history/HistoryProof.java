package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /history/proofs/{sequence_number}}: that an event stands in its stream's tree.
 *
 * @param leafHash the event's leaf, which is the entry; to be recomputed from the event, not to be believed
 * @param index the entry's index: the sequence number less one
 * @param size the entries of the tree
 * @param root the root that the hashes lead to
 * @param hashes the siblings, that of the entry first
 * @param checkpoint the signed note of that size; null where no key signs, or that size was not the last one signed
 */
public record HistoryProof(
        Hash leafHash,
        long index,
        long size,
        Hash root,
        List<Hash> hashes,
        @Nullable String checkpoint) {

    /** Copies the hashes. */
    public HistoryProof {
        hashes = List.copyOf(hashes);
    }

    /** Returns the form of a proof. */
    public static HistoryProof of(
            Hash leafHash, LogInclusionProof proof, Hash root, Optional<SignedCheckpoint> checkpoint) {
        return new HistoryProof(
                leafHash, proof.index(), proof.size(), root, proof.hashes(), WireTreeHead.text(checkpoint));
    }

    /** Returns the proof. Whether it proves anything is found out by {@link LogInclusionProof#verify}. */
    public LogInclusionProof toProof() {
        return new LogInclusionProof(index, size, hashes);
    }
}
