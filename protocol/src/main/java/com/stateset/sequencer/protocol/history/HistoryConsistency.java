package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /history/consistency}: that a stream's tree extends what it was.
 *
 * @param from the size that it is said to extend
 * @param to the size of the larger tree
 * @param root the root of the larger tree
 * @param hashes the proof
 * @param checkpoint the signed note of the larger tree; null where no key signs, or that size was not the last one signed
 */
public record HistoryConsistency(
        long from,
        long to,
        Hash root,
        List<Hash> hashes,
        @Nullable String checkpoint) {

    /** Copies the hashes. */
    public HistoryConsistency {
        hashes = List.copyOf(hashes);
    }

    /** Returns the form of a proof. */
    public static HistoryConsistency of(ConsistencyProof proof, Hash root, Optional<SignedCheckpoint> checkpoint) {
        return new HistoryConsistency(proof.from(), proof.to(), root, proof.hashes(), WireTreeHead.text(checkpoint));
    }

    /** Returns the proof. Whether it proves anything is found out by {@link ConsistencyProof#verify}. */
    public ConsistencyProof toProof() {
        return new ConsistencyProof(from, to, hashes);
    }
}
