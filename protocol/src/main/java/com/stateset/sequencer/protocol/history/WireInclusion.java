package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogInclusionProof;
import java.util.List;

/**
 * Where an event stands in the tree whose head is in the same answer.
 *
 * @param index its entry's index: the sequence number less one
 * @param hashes the siblings, that of the entry first
 */
public record WireInclusion(long index, List<Hash> hashes) {

    /** Copies the hashes. */
    public WireInclusion {
        hashes = List.copyOf(hashes);
    }

    /** Returns the form of a proof. */
    public static WireInclusion of(LogInclusionProof proof) {
        return new WireInclusion(proof.index(), proof.hashes());
    }

    /** Returns the proof in a tree of that size, which is to be taken from the checkpoint. */
    public LogInclusionProof toProof(long size) {
        return new LogInclusionProof(index, size, hashes);
    }
}
