package com.stateset.sequencer.protocol;

import com.stateset.sequencer.merkle.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream stands.
 *
 * @param headSequence its last number; 0 for an empty stream
 * @param stateRoot the state root of its latest commitment; null while there is none
 * @param latestCommitment its latest commitment; null while there is none
 */
public record WireHead(
        long headSequence,
        @Nullable Hash stateRoot,
        @Nullable WireCommitment latestCommitment) {

    /** Returns the form of a stream's head. */
    public static WireHead of(long headSequence, @Nullable WireCommitment latest) {
        return new WireHead(headSequence, latest == null ? null : latest.newStateRoot(), latest);
    }
}
